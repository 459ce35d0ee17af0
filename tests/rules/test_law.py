"""Every rule names its article, and docs/law.md leads from the article to the function."""

import ast

from .source import ROOT, files, name, tree


def _with_source() -> list[tuple[str, str]]:
    """Module and name of each public function or class of the law that says where it comes from."""
    return [
        (name(path), node.name)
        for path in files("portal/domain/**/*.py")
        for node in tree(path).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and "Source:" in (ast.get_docstring(node) or "")
    ]


def test_the_law_says_where_it_comes_from() -> None:
    assert _with_source()


def test_docs_lead_from_the_article_to_the_function() -> None:
    text = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
    missing = [f"{module}: {function}" for module, function in _with_source() if f"`{function}`" not in text]
    assert not missing, "docs/law.md does not name\n" + "\n".join(missing)
