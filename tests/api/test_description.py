"""The OpenAPI file says what is there, no more and no less, and the answers are as it says."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import DataObject, booleans, data, sampled_from
from schemathesis.specs.openapi.checks import negative_data_rejection

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
    """With one of each thing, so that not everything is a 404."""
    with transaction():
        plans.published(estate, plans.draft("雨污分流", cost=12_345_678))
        vote = exports.held(estate)
        publish_result(vote, voting.CLERK, now=exports.LATER)
        ids = {"estate_id": estate.id, "vote_id": vote.id}
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app), ids


# The fuzzer reads what comes as it comes; packing has tests of its own.
_PLAIN = {"Accept-Encoding": "identity"}
PATHS = tuple(json.loads(views._DESCRIPTION.read_bytes())["paths"])


@pytest.mark.once
@pytest.mark.parametrize("path", PATHS)
def test_whatever_is_asked_the_answer_is_as_described(fuzzed: Any, path: str) -> None:
    """Right and wrong parameters; states, kinds of content, headers and bodies as the file has them."""
    (schema, ids), met = fuzzed, Counter[int]()

    @settings(
        max_examples=8, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(data())
    def fuzz(drawn: DataObject) -> None:
        modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
        mode = drawn.draw(sampled_from(modes))
        case = drawn.draw(schema[path]["GET"].as_strategy(generation_mode=mode))
        if mode is modes[0] and drawn.draw(booleans()):  # what is there, among all that is not
            case.path_parameters = {name: ids[name] for name in case.path_parameters or {}}
        response = case.call(headers=_PLAIN)
        # Unknown parameters are ignored, which the file does not forbid: clients of later versions send them.
        case.validate_response(response, excluded_checks=[negative_data_rejection])
        met[response.status_code] += 1

    fuzz()
    operation = schema[path]["GET"]
    there = {name: ids[name] for name in re.findall(r"{(\w+)}", path)}
    response = operation.Case(path_parameters=there).call_and_validate(headers=_PLAIN)
    session.remove()
    assert response.status_code == 200
    assert set(met) <= {200, 400, 404}
