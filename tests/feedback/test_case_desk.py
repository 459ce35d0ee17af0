"""Cases on the desk: finding them, taking the next step, leaving the last word to the resident."""

import pytest

from portal import db
from portal.accounts.models import Account
from portal.communities.models import Estate, Part
from portal.db import session
from portal.domain.stages import CaseState
from portal.feedback import queries
from portal.feedback.models import Case, CaseCategory
from portal.messages.models import Message
from portal.permissions import Role
from tests.factories import accounts, feedback
from tests.factories.feedback import brought_to, raised
from tests.support.client import Client

Place = tuple[Part, Account]


@pytest.fixture
def place(client: Client) -> Place:
    """A home with its household, and a clerk at the desk."""
    with db.transaction():
        part = accounts.home(accounts.entrance(), "501")
        who = accounts.resident(part, "陈小芳")
        clerk = accounts.staff("干事", Role.COMMUNITY_CLERK, estate=session.get_one(Estate, part.estate_id))
    client.sign_in(clerk)
    return part, who


def _at(part: Part, more: str = "") -> str:
    return f"/desk/estates/{part.estate_id}/cases{more}"


def _case(place: Place, state: CaseState | None = None, **changes: object) -> Case:
    part, who = place
    with db.transaction():
        case = raised(part.estate_id, who, **changes)
        return brought_to(case, state) if state else case


def test_an_empty_desk_says_so(client: Client, place: Place) -> None:
    assert "还没有居民反馈" in client.read(_at(place[0])).text


def test_the_list_begins_with_what_is_not_finished(client: Client, place: Place) -> None:
    _case(place, CaseState.DONE, once="a", text="路灯坏了")
    _case(place, once="b", category=CaseCategory.HELP, text="停水了")
    page = client.read(_at(place[0]))
    assert "停水了" in page.text
    assert "路灯坏了" not in page.text
    client.send({"state": "all"})
    assert "路灯坏了" in client.page.text
    client.send({"state": "done", "category": "help"})
    assert "没有符合的反馈" in client.page.text
    client.read(_at(place[0], "?state=nonsense&category=x&page=zzz"))
    client.send({"state": "all", "words": "路灯"})
    assert "停水了" not in client.page.one("tbody").text


def test_pages_keep_the_filter(client: Client, place: Place) -> None:
    for number in range(21):
        _case(place, once=str(number))
    page = client.read(_at(place[0], "?state=sent&words=渗水"))
    (following,) = page.all("a", rel="next")
    assert len(client.read(following["href"]).one("tbody").all("tr")) == 1


def test_accept_assign_work_answer(client: Client, place: Place) -> None:
    part, who = place
    case = _case(place)
    steps = ["accepted", "assigned", "in_progress", "answered", "done"]
    for state in steps:
        client.submit(_at(part, f"/{case.id}"), step=state, words=f"说明 {state}")
        assert "已记录，居民会收到消息" in client.read(_at(part, f"/{case.id}")).text
    found = queries.get_case(part.estate_id, case.id)
    assert [each.state.value for each in found.steps] == ["sent", *steps]
    assert {each.office for each in found.steps[1:]} == {"试验小区社区"}
    told = session.query(Message).order_by(Message.id).all()
    assert [message.account_id for message in told] == [who.id] * 5
    assert told[-1].link == f"/estates/{part.estate_id}/cases/{case.id}"
    page = client.read(_at(part, f"/{case.id}"))
    assert "等居民确认是不是解决了" in page.text
    assert not page.all("input", name="step")


def test_the_street_speaks_for_the_street(client: Client, place: Place) -> None:
    part, _ = place
    case = _case(place)
    with db.transaction():
        street = session.get_one(Estate, part.estate_id).street
        clerk = accounts.staff("街道经办", Role.STREET, street=street)
    client.sign_in(clerk)
    client.submit(_at(part, f"/{case.id}"), step="accepted")
    assert queries.get_case(part.estate_id, case.id).steps[-1].office == "试验街道"


def test_only_what_may_follow_is_offered(client: Client, place: Place) -> None:
    part, _ = place
    case = _case(place)
    page = client.read(_at(part, f"/{case.id}"))
    assert [choice["value"] for choice in page.all("input", type="radio")] == ["accepted"]
    with db.transaction():
        brought_to(queries.get_case(part.estate_id, case.id), CaseState.ACCEPTED)
    page = client.read(_at(part, f"/{case.id}"))
    choices = [choice["value"] for choice in page.all("input", type="radio")]
    assert choices == ["assigned", "in_progress", "answered", "done"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"words": ""}, "请选下一步"),
        ({"step": "answered"}, "请写上给居民的答复"),
        ({"step": "assigned", "words": " ", "body": ""}, "请写明转交给谁办"),
        ({"step": "answered", "words": "长" * 1001}, "请不要超过 1000 个字"),
    ],
)
def test_a_step_that_lacks_something_keeps_the_page(
    client: Client, place: Place, sent: dict[str, str], said: str
) -> None:
    part, _ = place
    case = _case(place, CaseState.ACCEPTED)
    assert client.submit(_at(part, f"/{case.id}"), sent).status_code == 200
    assert said in client.page.one(role="alert").text
    if "step" in sent:
        assert "checked" in client.page.one("input", value=sent["step"])
    assert queries.get_case(part.estate_id, case.id).state is CaseState.ACCEPTED


def test_a_colleague_was_quicker(client: Client, place: Place) -> None:
    part, _ = place
    case = _case(place)
    client.read(_at(part, f"/{case.id}"))
    with db.transaction():
        feedback.step(queries.get_case(part.estate_id, case.id), CaseState.ACCEPTED)
    client.send({"step": "accepted"})
    assert "当前为“已受理”，不能变为“已受理”" in client.page.one(role="alert").text


def test_the_desk_cannot_confirm(client: Client, place: Place) -> None:
    part, _ = place
    case = _case(place, CaseState.ACCEPTED)
    client.read(_at(part, f"/{case.id}"))
    csrf = client.page.one("form", id="f").one("input", name="csrf_token")["value"]
    client.post(_at(part, f"/{case.id}"), data={"csrf_token": csrf, "step": "confirmed", "words": "好了"})
    assert "由反映的居民确认" in client.page.one(role="alert").text
    assert queries.get_case(part.estate_id, case.id).state is CaseState.ACCEPTED


def test_a_reopened_case_is_worked_on_again(client: Client, place: Place) -> None:
    part, who = place
    case = _case(place, CaseState.ANSWERED)
    with db.transaction():
        feedback.reopen_by(queries.get_case(part.estate_id, case.id), who)
    assert "重新办理" in client.read(_at(part)).one("tbody").text
    client.submit(_at(part, f"/{case.id}"), step="answered", words="又修了")
    assert queries.get_case(part.estate_id, case.id).state is CaseState.ANSWERED


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.DISTRICT])
def test_who_only_reads_sees_masked_names_and_no_button(client: Client, place: Place, role: Role) -> None:
    part, _ = place
    case = _case(place)
    assert "陈小芳" in client.read(_at(part, f"/{case.id}")).text
    with db.transaction():
        estate = session.get_one(Estate, part.estate_id)
        reader = accounts.staff(role.value, role, estate=estate if role is Role.OBSERVER else None)
    client.sign_in(reader)
    page = client.read(_at(part, f"/{case.id}"))
    assert "陈*芳" in page.text
    assert "陈小芳" not in page.text
    assert not page.all("textarea")
    csrf = page.all("input", name="csrf_token")[0]["value"]
    client.post(_at(part, f"/{case.id}"), data={"csrf_token": csrf, "step": "accepted"})
    assert queries.get_case(part.estate_id, case.id).state is CaseState.SENT


def test_other_estates_cases_are_not_there(client: Client, place: Place) -> None:
    part, who = place
    with db.transaction():
        far = accounts.home(accounts.entrance("别的小区"), "101")
        case = raised(far.estate_id, accounts.resident(far, "远处的人"), text="远处的事")
    assert client.get(_at(far)).status_code == 404
    assert client.get(_at(part, f"/{case.id}")).status_code == 404
    assert "远处的事" not in client.read(_at(part, "?state=all")).text
    client.sign_in(who)
    assert client.get(_at(part)).status_code == 404
