"""``flask budget solve``: a choice among items under a budget, from a Pabulib file."""

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.domain.budgeting import RULES, Selection, read_pabulib
from portal.domain.errors import N_, RuleViolated
from portal.web.terminal import refusing, say_json

budget = AppGroup("budget", help="Choices among items under a budget.")


class FileNotText(RuleViolated):
    text = N_("“%(file)s”不是 UTF-8 编码的文本文件，请另存为 UTF-8 后再试。")


@budget.command("solve")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", type=click.Choice(list(RULES)), default="greedy", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def solve(file: Path, rule: str, as_json: bool) -> None:
    """Which items of FILE (.pb) are chosen by RULE, and why each was or was not."""
    with refusing():
        question = read_pabulib(_text(file))
        chosen = RULES[rule](question)
    if as_json:
        say_json(_as_json(chosen))
        return
    for item in question.items:
        mark = "✓" if item.key in chosen.selected else "—"
        click.echo(f"{mark} {item.key} {item.name}：{chosen.why[item.key]}")


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileNotText(file=file.name) from error


def _as_json(chosen: Selection) -> dict[str, object]:
    return {
        "rule": chosen.rule,
        "budget": chosen.budget,
        "selected": list(chosen.selected),
        "cost": chosen.cost,
        "why": {key: str(sentence) for key, sentence in chosen.why.items()},
    }
