"""The open data: published things only, in pages, cached, limited, and nothing that names anybody."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.api.models import ApiWindow
from portal.api.services import forget_windows
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.voting.models import Vote
from portal.voting.queries import get_vote
from portal.voting.services.closing import publish_result
from tests.factories import exports, plans, voting
from tests.support.client import Client

V1 = "/api/v1"


def ask(client: Client, path: str, status: int = 200, **query: Any) -> Any:
    response = client.get(f"{V1}{path}", query_string=query)
    assert response.status_code == status, response.text
    return response.get_json()


@pytest.fixture
def held(estate: Estate) -> Vote:
    """Closed, and not published."""
    with transaction():
        return exports.held(estate)


def published(vote: Vote) -> Vote:
    vote_id = vote.id
    with transaction():
        found = get_vote(vote_id)
        publish_result(found, voting.CLERK, now=exports.LATER)
    return found


def test_estates_are_listed_in_pages(client: Client) -> None:
    with transaction():
        for number in range(3):
            voting.estate([6000], name=f"第{number}小区", street=f"第{number}街道")
    first = ask(client, "/estates", per_page=2)
    assert [each["name"] for each in first["data"]] == ["第0小区", "第1小区"]
    assert (first["page"], first["per_page"], first["total"]) == (1, 2, 3)
    second = client.get(first["next"]).get_json()
    assert [each["name"] for each in second["data"]] == ["第2小区"]
    assert second["next"] is None
    one = ask(client, f"/estates/{first['data'][0]['id']}")
    assert one["data"] == first["data"][0]


@pytest.mark.parametrize("query", ["page=0", "page=x", "per_page=101", "format=xml", "page=²"])
def test_wrong_parameters_are_a_problem(client: Client, query: str) -> None:
    response = client.get(f"{V1}/estates?{query}")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")


def test_a_list_leaves_as_csv_too(client: Client) -> None:
    with transaction():
        voting.estate([6000], name="=1+1小区")
    response = client.get(f"{V1}/estates?format=csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, row = csv.reader(io.StringIO(response.data.decode("utf-8-sig")))
    assert head == ["id", "name", "street", "community", "is_demonstration"]
    assert row[1] == "'=1+1小区"


def test_who_has_it_already_gets_no_body(client: Client, estate: Estate) -> None:
    first = client.get(f"{V1}/estates")
    again = client.get(f"{V1}/estates", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "public" in first.headers["Cache-Control"]
    with transaction():
        voting.estate([6000], name="新小区", street="新街道")
    changed = client.get(f"{V1}/estates", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_an_address_asks_only_so_often(app: Flask, client: Client, estate: Estate) -> None:
    """Counted in the database, by a hash of the address, in this minute."""
    app.config["API_PER_MINUTE"] = 3
    states = [client.get(f"{V1}/estates").status_code for _ in range(4)]
    assert states == [200, 200, 200, 429]
    refused = client.get(f"{V1}/estates")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    elsewhere = client.get(f"{V1}/estates", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert elsewhere.status_code == 200
    kept = {row.address: row.asked for row in session.query(ApiWindow)}
    assert sorted(kept.values()) == [1, 5]
    assert not [address for address in kept if "10.0.0.9" in address or "127" in address]
    with transaction():
        forget_windows(exports.LATER + timedelta(minutes=7), exports.LATER)
    assert session.query(ApiWindow).count() == 0


def test_a_draft_of_a_plan_is_not_there(client: Client, estate: Estate) -> None:
    for path in ("project", "items", "progress"):
        answer = ask(client, f"/estates/{estate.id}/{path}", 404)
        assert answer["status"] == 404
    assert ask(client, "/projects")["data"] == []


def test_a_published_plan_is_there_to_the_fen(client: Client, estate: Estate) -> None:
    estate_id = estate.id
    with transaction():
        plans.published(estate, plans.draft("雨污分流", cost=12_345_678))
    (item,) = ask(client, f"/estates/{estate_id}/items")["data"]
    assert (item["name"], item["cost"]) == ("雨污分流", "123456.78")
    assert ask(client, f"/estates/{estate_id}/project")["data"]["estate_id"] == estate_id
    assert ask(client, "/projects")["total"] == 1


def test_drafts_of_votes_and_foreign_votes_are_not_there(client: Client, estate: Estate) -> None:
    with transaction():
        draft = voting.create(voting.specification(estate), voting.CLERK, now=voting.NOW)
        other = exports.estate("别的小区", "别的街道")
    ids = (estate.id, other.id, draft.id)
    ask(client, f"/estates/{ids[0]}/votes/{ids[2]}", 404)
    assert ask(client, f"/estates/{ids[0]}/votes")["data"] == []
    with transaction():
        open_id = exports.open_vote(other).id
    ask(client, f"/estates/{ids[0]}/votes/{open_id}", 404)
    assert ask(client, f"/estates/{ids[1]}/votes/{open_id}")["data"]["has_result"] is False


def test_nothing_of_an_open_vote_changes_with_its_ballots(client: Client, estate: Estate) -> None:
    """Not the result, not the turnout, in no data set, in no form."""
    with transaction():
        vote = exports.open_vote(estate)
    vote_id, estate_id = vote.id, estate.id
    of = f"/estates/{estate_id}"
    paths = [f"{of}/votes", f"{of}/votes/{vote_id}", f"{of}/votes/{vote_id}/fingerprints"]
    paths += [f"{of}/fund", f"{of}/cases/statistics", "/cases/statistics", "/estates", "/projects"]
    before = [client.get(f"{V1}{path}").data for path in paths]
    with transaction():
        for voter in voting.voters(vote)[:7]:
            exports.answer(voter, Choice.APPROVE, 0)
    assert [client.get(f"{V1}{path}").data for path in paths] == before
    ask(client, f"{of}/votes/{vote_id}/result", 404)


def test_a_result_is_there_once_it_is_published(client: Client, held: Vote) -> None:
    vote_id, estate_id = held.id, held.estate_id
    path = f"/estates/{estate_id}/votes/{vote_id}/result"
    ask(client, path, 404)
    published(session.get_one(Vote, vote_id))
    found = ask(client, path)["data"]
    assert (found["state"], found["ballots"]["returned"]) == ("preliminary", 7)
    first, second = found["questions"]
    assert {name: each["heads"] for name, each in first["choices"].items()} == {
        "同意": 4,
        "反对": 1,
        "弃权": 1,
    }
    assert second["winner"] == "a"
    assert ask(client, f"/estates/{estate_id}/votes")["data"][0]["has_result"] is True


def test_areas_beside_small_numbers_are_not_there(client: Client, held: Vote) -> None:
    """One home opposed: its 88.00 m2 stand nowhere, and cannot be worked out from the rest."""
    vote_id, estate_id = published(held).id, held.estate_id
    found = ask(client, f"/estates/{estate_id}/votes/{vote_id}/result")["data"]
    for question in found["questions"]:
        assert {each["area"] for each in question["choices"].values()} == {None}
        approval = [test for test in question["tests"] if test["test"] == "approval"]
        assert {test["measure"]: test["have"] for test in approval}["area"] is None
    assert "88.00" not in json.dumps(found)
    assert "299.73" not in json.dumps(found)


def test_splits_point_at_nobody(client: Client, held: Vote) -> None:
    vote_id, estate_id = published(held).id, held.estate_id
    found = ask(client, f"/estates/{estate_id}/votes/{vote_id}/result")["data"]
    for question in found["questions"]:
        shown = [split for split in question["by_channel"] if split["answers"] is not None]
        assert all(split["voters"] >= 5 for split in shown)
        assert sum(split["voters"] for split in question["by_channel"] if split["answers"] is None) != 1


def test_fingerprints_are_open_and_ballots_are_not(client: Client, held: Vote) -> None:
    vote_id, estate_id = published(held).id, held.estate_id
    found = ask(client, f"/estates/{estate_id}/votes/{vote_id}/fingerprints")["data"]
    kinds = [each["kind"] for each in found["publications"]]
    assert kinds == ["notice", "result"]
    assert all(len(each["record_root"]) == 64 for each in found["publications"])
    ask(client, f"/estates/{estate_id}/votes/{vote_id}/bundle", 404)


def everything(client: Client, vote: Vote) -> str:
    of, vote_id = f"/estates/{vote.estate_id}", vote.id
    paths = ["/estates", "/projects", "/cases/statistics", of, f"{of}/votes", f"{of}/votes/{vote_id}"]
    paths += [f"{of}/votes/{vote_id}/result", f"{of}/votes/{vote_id}/fingerprints"]
    paths += [f"{of}/fund", f"{of}/cases/statistics"]
    found: list[TestResponse] = [client.get(f"{V1}{path}") for path in paths]
    assert {each.status_code for each in found} == {200}
    return "\n".join(each.text for each in found)


def test_no_name_no_phone_no_home_leaves(client: Client, held: Vote) -> None:
    said = everything(client, published(held))
    secrets = [name for name in exports.NAMES if len(name) > 1]
    secrets += ["13800000000", "500232", "501", "演示", "陈*芳"]
    assert [secret for secret in secrets if secret in said] == []


def test_what_is_not_there_is_a_problem_and_not_a_page(client: Client) -> None:
    for path in (f"{V1}/nothing", f"{V1}/estates/99999999999999999999", "/api/open311/v2/x.json"):
        response = client.get(path)
        assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert client.post(f"{V1}/estates").status_code in {400, 405}


def test_people_find_the_data(client: Client, estate: Estate) -> None:
    client.read("/open-data")
    hrefs = [link["href"] for link in client.page.all("a")]
    taken = [href for href in hrefs if href.startswith("/api/")]
    assert len(taken) >= 10
    for href in taken:
        assert client.get(href).status_code == 200, href
    assert not [href for href in taken if "/items" in href]  # no plan is published
    client.read("/privacy")
    assert "/open-data" in [link["href"] for link in client.page.all("a")]
