"""What the access matrix knows of addresses: which table each id in them is from, and where its rows lie."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from portal import db
from portal.db import Base

#: The table from which an id in an address comes; ``endpoint:name`` where one name means several.
TABLES = {
    "account_id": "account",
    "building_id": "building",
    "case_id": "case",
    "change_id": "plan_change",
    "claim_id": "owner_link",
    "accounts_desk.let_in:claim_id": "residency",
    "accounts_desk.refuse_residency:claim_id": "residency",
    "commitment_id": "commitment",
    "compensation_id": "course_compensation",
    "course_id": "course",
    "decision_id": "meeting_decision",
    "delivery_id": "delivery",
    "dispatch_id": "dispatch",
    "dispute_id": "ballot_dispute",
    "drawn_id": "call_back_ballot",
    "entrance_id": "entrance",
    "estate_id": "estate",
    "grant_id": "role_grant",
    "hold_id": "record_hold",
    "inspection_id": "site_check",
    "item_id": "item",
    "job_id": "job",
    "line_id": "bank_line",
    "link_id": "owner_link",
    "list_id": "door_list",
    "mandate_id": "mandate",
    "mark_id": "evaluation_mark",
    "meeting_id": "meeting",
    "message_id": "message",
    "objection": "roll_objection",
    "order_id": "joint_order",
    "owner_id": "owner",
    "paper_id": "official_paper",
    "voting_desk.sheet:paper_id": "paper_ballot",
    "part_id": "part",
    "payment_id": "payment",
    "photo_id": "case_photo",
    "plans.photo:photo_id": "project_photo",
    "voting.own_photo:photo_id": "paper_photo",
    "voting_desk.paper_photo:photo_id": "paper_photo",
    "point_id": "evaluation_point",
    "project_id": "project",
    "publicity_id": "publicity",
    "rectification_id": "rectification",
    "refund_id": "refund",
    "remark_id": "publicity_remark",
    "request_id": "relief_request",
    "residency_id": "residency",
    "round_id": "evaluation_round",
    "run_id": "print_run",
    "scheme_id": "scheme",
    "data_request_id": "data_request",
    "sign_in_id": "sign_in",
    "spending_id": "spending",
    "street_id": "street",
    "survey_id": "wish_survey",
    "table_id": "coefficient_table",
    "version_id": "plan_version",
    "visit_id": "visit",
    "vote_id": "vote",
    "voter_id": "voter",
    "pledges_desk.money_photo:number": "payment",
}
#: Words in addresses that are no ids of rows: one that is well formed.
WORDS: Mapping[str, str | int] = {
    "body": "committee",
    "channel": "email",
    "code": "AAAAA-AAAAA",
    "filename": "app.css",
    "key": "0" * 32,
    "kind": "final",
    "number": 1,
    "position": 1,
    "receipt": "0" * 16,
    "stage": "agreed",
    "state": "working",
    "step": "design",
    "token": "0" * 32,
    "voting_desk.print_list:kind": "given",
    "voting_desk.from_template:key": "lift",
    "evaluation_desk.open_round:kind": "overall",
}
#: How rows lie in an estate where the way is not by the first key that leads to one.
_BY = {"account": ("residency", "account_id")}


class UnknownParameter(AssertionError):
    """A route has a parameter that the matrix was not taught."""


def table_of(rule: Rule, name: str) -> str | None:
    """None for a word that is no id. :raises UnknownParameter:"""
    said = f"{rule.endpoint}:{name}"
    if said in TABLES:
        return TABLES[said]
    if said in WORDS or isinstance(rule._converters[name], AnyConverter):  # not told otherwise
        return None
    if name in TABLES:
        return TABLES[name]
    if name in WORDS:
        return None
    raise UnknownParameter(f"{rule.endpoint}: teach tests/support/access.py what <{name}> is")


def word_for(rule: Rule, name: str) -> str | int:
    """Something well formed for a parameter that is no id."""
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return str(sorted(converter.items)[0])
    return WORDS.get(f"{rule.endpoint}:{name}", WORDS[name])


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule with each method it answers by itself."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def _way_to(table: sa.Table, column: str) -> tuple[sa.Column[Any], sa.FromClause] | None:
    """The column that says where a row lies, and the joins that lead to it: the shortest way by keys."""
    waiting: list[tuple[sa.Table, sa.FromClause, frozenset[str]]] = [(table, table, frozenset({table.name}))]
    while waiting:
        here, joined, seen = waiting.pop(0)
        if column in here.c and not (here is table and here.c[column].nullable):
            return here.c[column], joined
        for key in sorted(here.foreign_keys, key=lambda key: key.parent.name):
            there = key.column.table
            if there.name not in seen | {"account"}:
                further = joined.join(there, key.parent == key.column)
                waiting.append((there, further, seen | {there.name}))
    return None


def rows_in(name: str, estate_id: int) -> list[Any]:
    """Rows of a table that lie in an estate, with all their columns; none where a table lies in no estate."""
    table = Base.metadata.tables[name]
    if name in _BY:
        by, column = _BY[name]
        through = Base.metadata.tables[by]
        wanted = sa.select(table).where(
            table.c.id.in_(sa.select(through.c[column]).where(through.c.estate_id == estate_id))
        )
    else:
        way = _way_to(table, "estate_id")
        if way is None:
            return []
        wanted = sa.select(table).select_from(way[1]).where(way[0] == estate_id)
    with db.reader().connect() as connection:
        return list(connection.execute(wanted.order_by(table.c.id).limit(400)))
