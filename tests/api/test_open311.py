"""Matters for other cities' programs: only public ones, without anybody's words, as the standard has them."""

from datetime import timedelta
from typing import Any

import pytest
from jsonschema import validate
from lxml import etree

from portal.communities.models import Estate, Part
from portal.db import session, transaction
from portal.domain.bodies import Topic
from portal.domain.stages import CaseState
from portal.feedback.models import Case, CaseCategory
from tests.factories import accounts, exports, feedback
from tests.support.client import Client

from .georeport import ERRORS, REQUESTS, SERVICES

AT = "/api/open311/v2"
WORDS = "我家 501 的楼道灯坏了，找陈小芳 13812345678"


@pytest.fixture
def cases(estate: Estate) -> list[Case]:
    """Public and answered; public and new; private; hidden; a dispute."""
    found = []
    with transaction():
        who = accounts.resident(session.query(Part).filter_by(estate_id=estate.id).first(), "陈小芳")
        for number in range(5):
            case = feedback.raised(estate.id, who, text=WORDS, once=str(number))
            case.topic, case.is_public = Topic.LAMPS, number != 2
            case.raised_at = exports.LATER - timedelta(days=1, minutes=number)
            found.append(case)
        for case in found[2:]:
            feedback.brought_to(case, CaseState.ACCEPTED)
        feedback.brought_to(found[0], CaseState.DONE)
        found[3].hidden_at = exports.LATER
        found[4].category = CaseCategory.DISPUTE
    return found


def read_json(client: Client, path: str, schema: Any, expected: int = 200, **query: Any) -> Any:
    response = client.get(f"{AT}/{path}.json", query_string=query)
    assert response.status_code == expected, response.text
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    validate(response.get_json(), schema)
    return response.get_json()


def read_xml(client: Client, path: str, schema: Any, expected: int = 200, **query: Any) -> Any:
    """The same as JSON, element by element."""
    response = client.get(f"{AT}/{path}.xml", query_string=query)
    assert response.status_code == expected
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    found = [{field.tag: _value(field) for field in each} for each in etree.fromstring(response.data)]
    validate(found, schema)
    return found


def _value(field: Any) -> Any:
    if field.tag == "metadata":
        return {"true": True, "false": False}[field.text]
    return int(field.text) if field.tag == "code" else field.text or ""


def test_services_are_the_topics_in_both_forms(client: Client) -> None:
    found = read_json(client, "services", SERVICES)
    assert [each["service_code"] for each in found] == [topic.value for topic in Topic]
    assert read_xml(client, "services", SERVICES) == found
    assert etree.fromstring(client.get(f"{AT}/services.xml").data).tag == "services"


def test_only_public_matters_are_there(client: Client, cases: list[Case], estate: Estate) -> None:
    wanted = f"{estate.id}-{cases[0].number}"
    numbers = [f"{estate.id}-{case.number}" for case in cases]
    (found,) = read_json(client, "requests", REQUESTS)
    assert (found["service_request_id"], found["status"]) == (wanted, "closed")
    for number in numbers[1:]:
        read_json(client, f"requests/{number}", ERRORS, 404)
    assert read_json(client, f"requests/{wanted}", REQUESTS) == [found]


def test_nobodys_words_names_or_homes_are_there(client: Client, cases: list[Case]) -> None:
    (found,) = read_json(client, "requests", REQUESTS)
    assert (found["description"], found["address"]) == ("路灯、楼道灯", "试验街道试验小区")
    said = client.get(f"{AT}/requests.xml").text
    assert not [word for word in ("陈", "138", "501", "坏了") if word in said]
    with transaction():
        session.get_one(Case, cases[0].id).public_text = "楼道灯<坏了>&修"
    (found,) = read_json(client, "requests", REQUESTS)
    assert found["description"] == "楼道灯<坏了>&修"
    assert read_xml(client, "requests", REQUESTS)[0]["description"] == found["description"]


def test_xml_and_json_say_the_same(client: Client, cases: list[Case]) -> None:
    (plain,) = read_json(client, "requests", REQUESTS)
    (marked,) = read_xml(client, "requests", REQUESTS)
    assert marked == {name: "" if value is None else value for name, value in plain.items()}
    assert etree.fromstring(client.get(f"{AT}/requests.xml").data).tag == "service_requests"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"status": "closed"}, 1),
        ({"status": "open"}, 0),
        ({"status": "open,closed"}, 1),
        ({"service_code": "lamps"}, 1),
        ({"service_code": "water_supply"}, 0),
        ({"service_request_id": ""}, 1),
        ({"service_request_id": "9-nothing, 8-x"}, 0),
        ({"start_date": "2000-01-01T00:00:00Z", "end_date": "2000-02-01T00:00:00Z"}, 0),
    ],
)
def test_the_standards_arguments_choose(
    client: Client, cases: list[Case], query: dict[str, str], count: int
) -> None:
    assert len(read_json(client, "requests", REQUESTS, **query)) == count


@pytest.mark.parametrize(
    "query", [{"status": "x"}, {"service_code": "x"}, {"start_date": "gestern"}, {"end_date": "9999999"}]
)
def test_wrong_arguments_are_an_error_of_the_standard(client: Client, query: dict[str, str]) -> None:
    (wrong,) = read_json(client, "requests", ERRORS, 400, **query)
    assert wrong == {"code": 400, "description": next(iter(query))}
    assert read_xml(client, "requests", ERRORS, 400, **query) == [wrong]
