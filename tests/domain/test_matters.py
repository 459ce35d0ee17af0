"""Which class a matter has, and which matter a subject is."""

import pytest

from portal.domain.matters import (
    ManagementMode,
    Matter,
    Subject,
    is_softer,
    matter_class,
    matter_of,
    matter_of_mode,
    may_hear_residents,
)
from portal.domain.tally import MatterClass


def test_items_six_to_eight_are_special() -> None:
    special = {matter.item for matter in Matter if matter_class(matter) is MatterClass.SPECIAL}
    assert special == {6, 7, 8}
    assert [matter.item for matter in Matter] == list(range(1, 10))


def test_only_less_than_the_law_asks_is_softer() -> None:
    assert is_softer(MatterClass.ORDINARY, Matter.REBUILDING)
    assert not is_softer(MatterClass.SPECIAL, Matter.REBUILDING)
    assert not is_softer(MatterClass.SPECIAL, Matter.MANAGER)
    assert not is_softer(MatterClass.ORDINARY, Matter.MANAGER)


@pytest.mark.parametrize(
    ("mode", "item", "residents"),
    [
        (ManagementMode.COMPANY, 4, False),  # always the owners
        (ManagementMode.SERVICE_CENTRE, 4, True),  # another manager
        (ManagementMode.SELF_MANAGED, 9, True),
    ],
)
def test_management_modes(mode: ManagementMode, item: int, residents: bool) -> None:
    assert matter_of_mode(mode).item == item
    assert matter_class(matter_of_mode(mode)) is MatterClass.ORDINARY
    assert may_hear_residents(mode) is residents


@pytest.mark.parametrize(
    ("subject", "item"),
    [
        (Subject.MANAGEMENT_MODE, 4),
        (Subject.SERVICE_AND_CHARGE, 9),
        (Subject.RENOVATION_PLAN, 7),
        (Subject.LIFT, 7),
        (Subject.REPAIRS_FROM_FUND, 5),
        (Subject.FUND_RAISING, 6),
        (Subject.COMMON_USE, 8),
        (Subject.COMMON_INCOME, 9),
        (Subject.CONTRIBUTION, None),  # each signer binds only himself
        (Subject.PRIORITIES, None),  # 意愿征集
    ],
)
def test_subjects(subject: Subject, item: int | None) -> None:
    matter = matter_of(subject)
    assert (matter.item if matter else None) == item
