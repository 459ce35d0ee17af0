"""What the policy sets out to renovate, as plain numbers to hold what was done against."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Targets:
    """Estates, buildings, 0.01 m2, households and people."""

    estates: int
    buildings: int
    area: int
    households: int
    people: int


#: The whole district: 31 estates, 1,618 buildings, 1,666,500 m2, 13,072 households, 35,000 people.
#: Source: 武隆府办发〔2021〕41号, 二.
POLICY = Targets(estates=31, buildings=1618, area=166_650_000, households=13_072, people=35_000)
