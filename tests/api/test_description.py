"""The OpenAPI file says what is there, no more and no less, and the answers are as it says."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, settings

from portal.api import views
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.voting.services.closing import publish_result
from tests.factories import exports, plans, voting
from tests.support.client import Client


def test_it_describes_every_address_and_no_other(app: Flask, client: Client) -> None:
    described = client.get("/api/v1/openapi.json").get_json()
    assert described["openapi"].startswith("3.1")
    rules = {
        re.sub(r"<[^>]*?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
    }
    assert set(described["paths"]) == rules
    for path, operations in described["paths"].items():
        assert set(operations) == {"get"}, path
        named = {p["$ref"].rpartition("/")[2] for p in operations["get"].get("parameters", ())}
        assert set(re.findall(r"{(\w+)}", path)) <= named
    names = {operation["get"]["operationId"] for operation in described["paths"].values()}
    assert names == {rule.endpoint.removeprefix("api.") for rule in _rules(app)}


def _rules(app: Flask) -> Iterator[Any]:
    return (rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1"))


def test_the_file_is_the_one_beside_the_views(client: Client) -> None:
    assert client.get("/api/v1/openapi.json").data == views._DESCRIPTION.read_bytes()


@pytest.fixture
def fuzzed(app: Flask, estate: Estate) -> Any:
    """With one estate of each thing, so that not everything is a 404."""
    with transaction():
        plans.published(estate, plans.draft("雨污分流", cost=12_345_678))
        vote = exports.held(estate)
        publish_result(vote, voting.CLERK, now=exports.LATER)
        ids = {"estate_id": estate.id, "vote_id": vote.id}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for name, value in ids.items():
        parameter = schema.raw_schema["components"]["parameters"][name]["schema"]
        parameter["examples"] = [value]
    return schema


api = schemathesis.pytest.from_fixture("fuzzed")


@api.parametrize()
@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_asked_the_answer_is_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate()
    session.remove()
