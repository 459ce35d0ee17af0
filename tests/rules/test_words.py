"""What must not stand in any file, and what must."""

import re

import pytest

from .source import ROOT, files, name

# One letter of each stands in brackets, or this file would break its own rule.
_FORBIDDEN = {
    "the host of a package registry": (
        r"(?i)py[p]i\.org|python[h]osted|registry\.np[m]js|deb\.d[e]bian\.org|np[m]mirror"
    ),
    "an absolute path of somebody's machine": (
        r"(?<![\w.])/(wor[k]|hom[e]|roo[t]|User[s])/\w|(?<![\w:.-])/tm[p]/\w"
    ),
    "a word about who or what wrote the code": (
        r"(?i)\bL[L]M\b|chat[g]pt|\bcl[a]ude\b|anth[r]opic|co[p]ilot|\bsub-?a[g]ent|\ba[g]entic\b"
        r"|\bcoding se[s]sion|\bw[r]itten by A[I]\b"
    ),
    "a task without an owner": r"\bTO[D]O\b|\bFI[X]ME\b|\bXX[X]\b",
}
_PICTURES = {
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".woff2",
    ".otf",
    ".xlsx",
    ".xls",
    ".docx",
    ".pdf",
    ".mo",
    ".db",
}
# Published figures and other people's files, kept as they came.
_OTHERS_WORDS = ("tests/data/", "portal/demo/data/")


def _found(text: str) -> list[str]:
    return [
        f"{what}: {hit.group()!r}"
        for what, pattern in _FORBIDDEN.items()
        for hit in re.finditer(pattern, text)
    ]


def test_no_file_holds_what_must_not_leave() -> None:
    problems = []
    for path in files("**/*"):
        inside = name(path)
        if path.suffix not in _PICTURES and not inside.startswith(_OTHERS_WORDS):
            text = path.read_bytes().decode(errors="replace")
            problems += [f"{inside}: {problem}" for problem in _found(text)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    "planted",
    [
        "https://py" + "pi.org/simple",
        "see /wor" + "k/main/portal",
        "# TO" + "DO: later",
        "as Cla" + "ude said",
    ],
)
def test_a_planted_word_is_noticed(planted: str) -> None:
    assert _found(planted)


@pytest.mark.parametrize(
    "harmless", ["/homes/3/work", "${TMPDIR:-/tm" + "p}/log", "the session's cookie", "User-Agent"]
)
def test_harmless_words_pass(harmless: str) -> None:
    assert not _found(harmless)


def test_the_readme_is_short() -> None:
    readme = ROOT / "README.md"
    assert readme.is_file()
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize(
    "document",
    [
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "SECURITY.md",
        "docs/architecture.md",
        "docs/glossary.md",
        "docs/law.md",
        "docs/running.md",
        "instance/README.md",
    ],
)
def test_the_document_is_there(document: str) -> None:
    assert (ROOT / document).is_file()


def test_the_lock_holds_hashes_and_no_addresses() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
        pinned = [line for line in lines if "==" in line]
        assert pinned
        assert all(line.endswith("\\") for line in pinned), "a requirement without its hashes"
        assert not [line for line in lines if "://" in line or line.startswith("-")]
