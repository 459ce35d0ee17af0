"""Two streets, the estates that the policy names, and their rolls."""

from datetime import datetime
from pathlib import Path

from portal.audit.services import Actor
from portal.communities.models import Community, Estate, Street
from portal.communities.roll.kinds import AreaSource
from portal.communities.roll.reading import read_roll
from portal.communities.services.importing import import_roll
from portal.db import session

DATA = Path(__file__).resolve().parent / "data"

#: Street, community, estate, roll. Offices and estates are the policy's (武隆府办发〔2021〕41号, 二); the
#: communities' names, contacts and phones are invented, and so are all people on the rolls.
PLACES = (
    ("凤山街道", "油房沟社区（演示）", "油房沟小区", "油房沟小区-名册.xlsx"),
    ("凤山街道", "红豆社区（演示）", "红豆大厦小区", None),
    ("芙蓉街道", "柏杨路社区（演示）", "柏杨路小区", "柏杨路小区-摸底表.xlsx"),
    ("芙蓉街道", "蓝宝石社区（演示）", "蓝宝石小区", "蓝宝石小区-名册-gbk.csv"),
)
_PHONE = "023-0000 0000"


def make_places(by: Actor, now: datetime) -> dict[str, Estate]:
    """The estates by name, each with its roll where there is one."""
    streets = {name: Street(name=name, is_demo=True) for name in dict.fromkeys(place[0] for place in PLACES)}
    session.add_all(streets.values())
    estates = {}
    for street, community, name, roll in PLACES:
        office = Community(
            street=streets[street],
            name=community,
            contact="李干事（演示）",
            phone=_PHONE,
            hours="工作日 9:00–17:30",
        )
        estate = Estate(street=streets[street], community=office, name=name, is_demo=True)
        session.add(estate)
        session.flush()
        if roll:
            _take_roll(estate, roll, by, now)
        estates[name] = estate
    return estates


def _take_roll(estate: Estate, file_name: str, by: Actor, now: datetime) -> None:
    content = (DATA / file_name).read_bytes()
    reading = read_roll(content, file_name, default_area_source=AreaSource.REGISTER)
    import_roll(estate, reading, (file_name, content), by=by, now=now)
