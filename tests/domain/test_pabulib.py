"""Pabulib files: every vote type, and back again."""

from fractions import Fraction

import pytest

from portal.domain.budgeting import Item, greedy, read_pabulib, write_pabulib
from portal.domain.budgeting.pabulib import NotPabulib, PointsMissing, RowTooShort, VoteTypeUnknown
from portal.domain.budgeting.terms import NotADecimal, UnknownItem
from portal.domain.errors import RuleViolated

APPROVAL = """\
META
key;value
description;Wishes of one estate
budget;1000
vote_type;approval
min_project_score_threshold;2
PROJECTS
project_id;cost;votes;name
1;600;3;"Lamps; and benches"
2;500;2;Ramp
10;400;2;Bicycle shed
4;50;1;Notice board
VOTES
voter_id;age;vote
1;70;1,2
2;;1
3;65;1,10
4;81;2,10,4
5;44;
"""


def test_an_approval_file() -> None:
    question = read_pabulib(APPROVAL)
    assert question.budget == 1000
    assert question.items[0] == Item("1", Fraction(600), "Lamps; and benches")
    assert question.ballots[frozenset({"2", "10", "4"})] == 1
    assert question.ballots[frozenset()] == 1  # an empty ballot is a ballot
    assert question.least_support == 2
    selection = greedy(question)
    assert (selection.selected, selection.budget, selection.cost) == (("1", "10"), "1000", "1000")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + APPROVAL,
        APPROVAL.replace("\n", "\r\n"),
        APPROVAL.replace("META", "meta").replace("VOTES\n", "\nVOTES;\n"),
        APPROVAL.replace("cost;votes;name", "cost;votes;name").replace("approval", "choose-1"),
    ],
    ids=["byte order mark", "windows lines", "blank lines and semicolons", "choose-1"],
)
def test_the_same_file_written_otherwise(text: str) -> None:
    assert greedy(read_pabulib(text)).selected == ("1", "10")


def _points_file(vote_type: str, projects: str, votes: str, meta: str = "") -> str:
    return f"META\nkey;value\nbudget;10.50\nvote_type;{vote_type}\n{meta}PROJECTS\n{projects}VOTES\n{votes}"


def test_points_are_added_up() -> None:
    text = _points_file(
        "cumulative",
        "project_id;cost;votes\n1;5.25;2\n2;4;1\n3;1;0\n",
        "voter_id;vote;points\n1;1,2;1,4\n2;1,3;2.5,0\n",
    )
    question = read_pabulib(text)
    assert question.support == {"1": Fraction(7, 2), "2": 4, "3": 0}
    assert frozenset({"1"}) in question.ballots  # no points are no tick
    assert greedy(question).selected == ("2", "1", "3")
    assert greedy(question).cost == "10.25"
    assert "支持数3.5" in str(greedy(question).why["1"])


def test_the_files_own_score_counts() -> None:
    text = _points_file(
        "scoring", "project_id;cost;votes;score\n1;5;2;3\n2;4;1;9\n", "voter_id;vote;points\n1;1;5\n"
    )
    assert read_pabulib(text).support == {"1": 3, "2": 9}


def test_ranks_are_borda_scores() -> None:
    votes = "voter_id;vote\n1;2,1\n2;2\n"
    text = _points_file("ordinal", "project_id;cost\n1;5\n2;4\n", votes, meta="max_length;3\n")
    assert read_pabulib(text).support == {"2": 6, "1": 2}


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NotPabulib),
        ("PK\x03\x04", NotPabulib),
        (APPROVAL.replace("VOTES\n", "BALLOTS\n"), NotPabulib),
        (APPROVAL.replace("budget;1000\n", ""), NotPabulib),
        (APPROVAL.replace("project_id;cost", "id;cost"), NotPabulib),
        (APPROVAL.replace("voter_id;age;vote", "voter_id;age;choice"), NotPabulib),
        (APPROVAL.replace("vote_type;approval", "vote_type;astrology"), VoteTypeUnknown),
        (APPROVAL.replace("budget;1000", "budget;a lot"), NotADecimal),
        (APPROVAL.replace("2;500;2;Ramp", "2;-500;2;Ramp"), NotADecimal),
        (APPROVAL.replace("2;500;2;Ramp", "2;500"), RowTooShort),
        (APPROVAL.replace("3;65;1,10", "3;65;1,11"), UnknownItem),
        (
            _points_file("cumulative", "project_id;cost\n1;5\n2;5\n", "voter_id;vote;points\n1;1,2;1\n"),
            PointsMissing,
        ),
    ],
)
def test_broken_files_are_refused(text: str, refusal: type[RuleViolated]) -> None:
    with pytest.raises(refusal):
        read_pabulib(text)


def test_a_question_comes_back_as_it_was() -> None:
    question = read_pabulib(APPROVAL)
    text = write_pabulib(question, about={"description": "Wishes", "rule": "greedy"})
    again = read_pabulib(text)
    assert (again.items, again.ballots, again.budget) == (question.items, question.ballots, question.budget)
    assert (again.support, again.least_support) == (question.support, question.least_support)
    assert "description;Wishes\n" in text


def test_the_written_file_does_not_tell_who_came_when() -> None:
    lines = APPROVAL.splitlines()
    ballots = lines.index("voter_id;age;vote") + 1
    turned = "\n".join([*lines[:ballots], *reversed(lines[ballots:])]) + "\n"
    assert turned != APPROVAL
    about = {"description": "Wishes"}
    assert write_pabulib(read_pabulib(turned), about=about) == write_pabulib(
        read_pabulib(APPROVAL), about=about
    )
