"""Papers out and papers back: the two sums that hold on every page, paper and export.

同意＋反对＋弃权＋随多数＋均不同意＋未选＋作废＝收回, and 收回＋未收回＋无法送达＝发放.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.tally import TICKED, option_key


@dataclass(frozen=True, slots=True)
class Papers:
    """How many papers are where, in voters; each of them is in exactly one place.

    :raises ValueError: more came back or could not be served than were issued: the tables are wrong.
    """

    issued: int
    returned: int
    undeliverable: int

    def __post_init__(self) -> None:
        if min(self.issued, self.returned, self.undeliverable, self.not_returned) < 0:
            raise ValueError(f"no such papers: {self}")

    @property
    def not_returned(self) -> int:
        return self.issued - self.returned - self.undeliverable


def check_answers(heads: Mapping[str, int], returned: int) -> None:
    """Each paper that came back is in exactly one answer of a question, 未选 and 作废 among them.

    In a budget question the options overlap; there those who ticked any stand once, under `TICKED`.

    :param heads: voters by answer.
    :raises ValueError: the sum is another one.
    """
    once = {
        answer: number for answer, number in heads.items() if TICKED not in heads or not option_key(answer)
    }
    if sum(once.values()) != returned:
        raise ValueError(f"{once} are not {returned} papers")
