"""Signing on the phone, the paper, and following the own money; what strangers and neighbours may read."""

import base64
import io

import pytest
from pypdf import PdfReader

from portal import db
from portal.communities.models import Entrance, Part
from portal.db import session
from portal.pledges.models import Commitment, Condition, PledgeAnswer, Scheme
from portal.pledges.queries import account
from tests.factories import accounts, pledges
from tests.factories.accounts import NOW
from tests.factories.pledge_desk import drawing
from tests.support.client import Client

FRAUD = "本平台不收款，任何人以本平台名义要您转账都是诈骗。"
Place = tuple[Entrance, list[Part], Scheme]


def drawn() -> str:
    return "data:image/png;base64," + base64.b64encode(drawing()).decode()


@pytest.fixture
def place(client: Client) -> Place:
    with db.transaction():
        entrance, parts = pledges.tower()
        terms = pledges.ever(condition=Condition.HOMES, threshold=2, allows_parts=True)
        return entrance, list(parts), pledges.opened(entrance, terms=terms)


def _at(scheme: Scheme, more: str = "") -> str:
    return f"/estates/{scheme.estate_id}/lifts/{scheme.id}{more}"


def _sign_in(client: Client, part: Part, *, owner: bool = True) -> None:
    with db.transaction():
        home = session.get_one(Part, part.id)
        if owner:
            who = accounts.owning_resident(home, home.party.owners[0])
        else:
            who = accounts.resident(home, "租户")
    client.sign_in(who)


def _only() -> Commitment:
    (made,) = session.query(Commitment).all()
    return made


def test_from_the_answer_to_the_paper(client: Client, place: Place) -> None:
    _, parts, scheme = place
    _sign_in(client, parts[-1])
    client.submit(_at(scheme, "/pledge"), answer=PledgeAnswer.AS_COMPUTED)
    page = client.read(_at(scheme))
    assert page.all("a", href=_at(scheme, f"/sign?part={parts[-1].id}"))
    page = client.read(_at(scheme, "/sign"))
    assert FRAUD in page.text
    assert page.one("input", name="amount")["value"] == "35625"
    assert not [box for box in page.all("input", type="radio") if "checked" in box]
    answer = client.send({"kind": "cash", "drawn": drawn(), "parts": "2"})
    assert answer.status_code == 303
    made = _only()
    assert (made.amount, made.parts, made.as_owner) == (3_562_500, 2, True)
    page = client.read(_at(scheme, "/own"))
    assert "条件还没有达到，现在不用交" in page.text
    assert FRAUD in page.text

    paper = client.get(f"/estates/{scheme.estate_id}/commitments/{made.id}.pdf")
    assert paper.mimetype == "application/pdf"
    words = "".join(PdfReader(io.BytesIO(paper.data)).pages[0].extract_text().split())
    for said in (
        "不是收据",
        made.number,
        "35625.00元",
        "叁万伍仟陆佰贰拾伍元整",
        "达不到，这张单子作废",
        "业***2",
    ):
        assert said in words, words
    assert "业主802" not in words


def test_a_promise_needs_a_name_and_a_kind(client: Client, place: Place) -> None:
    _, parts, scheme = place
    _sign_in(client, parts[-1])
    client.submit(_at(scheme, "/sign"), amount="100", drawn=drawn())
    assert "请选一种" in client.page.one(role="alert").text
    client.submit(_at(scheme, "/sign"), amount="100", kind="cash")
    assert "请附上签名" in client.page.one(role="alert").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "-1"}, "不能为负数"),
        ({"amount": "1.005"}, "小数多于2位"),
        ({"amount": "380000.01"}, "超过了全单元要出的"),
        ({"drawn": "data:text/html;base64,AAAA"}, "不是照片"),
        ({"drawn": "data:image/png;base64,????"}, "打不开"),
        ({"parts": "0"}, "请填 1 到 24 次"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_signed(
    client: Client, place: Place, typed: dict[str, str], said: str
) -> None:
    _, parts, scheme = place
    _sign_in(client, parts[-1])
    answers = {"amount": "100", "kind": "cash", "drawn": drawn(), **typed}
    assert client.submit(_at(scheme, "/sign"), answers).status_code == 200
    assert said in client.page.one(role="alert").text
    assert session.query(Commitment).count() == 0


def test_a_tenant_is_told_what_the_signature_is(client: Client, place: Place) -> None:
    _, parts, scheme = place
    _sign_in(client, parts[-1], owner=False)
    assert "自愿出资，只约束您自己" in client.read(_at(scheme, "/sign")).text
    client.send({"amount": "100", "kind": "cash", "photo": (io.BytesIO(drawing()), "签名.png")})
    assert not _only().as_owner


def test_a_promise_is_taken_back_on_the_phone(client: Client, place: Place) -> None:
    _, parts, scheme = place
    _sign_in(client, parts[-1])
    client.submit(_at(scheme, "/sign"), amount="100", kind="cash", drawn=drawn())
    client.read(_at(scheme, "/own"))
    assert client.send({}, to="/withdraw").status_code == 303
    page = client.read(_at(scheme, "/own"))
    assert "已撤回" in page.text
    assert not page.all("form", action=_at(scheme, f"/commitments/{_only().id}/withdraw"))


def test_papers_and_money_of_others_are_not_there(client: Client, place: Place) -> None:
    _, parts, scheme = place
    with db.transaction():
        made = pledges.signed_on_paper(scheme, parts[0], 100)
    paper = f"/estates/{scheme.estate_id}/commitments/{made.id}.pdf"
    assert client.get(paper).status_code == 303
    _sign_in(client, parts[1])
    assert client.get(paper).status_code == 404
    client.read(_at(scheme, "/own"))
    token = client.read(_at(scheme, "/sign")).all("input", name="csrf_token")[0]["value"]
    deed = _at(scheme, f"/commitments/{made.id}/withdraw")
    assert client.post(deed, data={"csrf_token": token}).status_code == 404
    assert client.get(f"/desk/estates/{scheme.estate_id}/lifts/{scheme.id}/money").status_code == 404


def test_somebody_from_elsewhere_signs_nothing(client: Client, place: Place) -> None:
    _, _, scheme = place
    with db.transaction():
        _, far = pledges.tower(name="别的小区")
        stranger = accounts.resident(far[0])
    client.sign_in(stranger)
    assert client.get(_at(scheme, "/sign")).status_code == 404


def test_the_account_tells_everybody_totals_and_neighbours_rows(client: Client, place: Place) -> None:
    entrance, parts, scheme = place
    with db.transaction():
        people = pledges.desk_people(entrance)
        owes = [pledges.signed_on_paper(scheme, part, 1_000_00) for part in parts[:2]]
        pledges.paid(owes[0], 600_00, "YS1", *people)
    page = client.read(f"/estates/{scheme.estate_id}/account")
    assert "2,000.00 元" in page.text
    assert "600.00 元" in page.text
    assert FRAUD in page.text
    page = client.read(f"/estates/{scheme.estate_id}/account/{scheme.id}")
    assert "YS1" not in page.text
    assert "业*" not in page.text
    _sign_in(client, parts[5])
    page = client.read(f"/estates/{scheme.estate_id}/account/{scheme.id}")
    assert "YS1" in page.text
    assert "业***1" in page.text
    assert "业主101" not in page.text


def test_i_follow_my_money(client: Client, place: Place) -> None:
    entrance, parts, scheme = place
    with db.transaction():
        people = pledges.desk_people(entrance)
        owes = [pledges.signed_on_paper(scheme, part, 1_000_00) for part in parts[:2]]
        pledges.paid(owes[0], 600_00, "YS1", *people)
    _sign_in(client, parts[0])
    page = client.read(_at(scheme, "/own"))
    assert "YS1" in page.text
    assert "600.00 元" in page.text
    assert "400.00 元" in page.text
    assert account.standing_of(owes[0].id).owed == 400_00


def test_an_answer_after_the_last_day_is_refused(client: Client) -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance, terms=pledges.when())
        scheme.expires_at = NOW
    _sign_in(client, parts[0])
    assert client.get(_at(scheme, "/pledge")).status_code == 400
    assert client.get(_at(scheme, "/sign")).status_code == 400
