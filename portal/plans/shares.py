"""What one household would pay of an item's residents' part."""

from collections.abc import Collection, Mapping

from portal.domain.sharing import by_area, equally
from portal.plans.models import Item, MoneySource, Sharing


def residents_part(item: Item) -> int | None:
    """Fen that residents pay together; None while nobody has said who pays."""
    if not item.money:
        return None
    return sum(piece.amount for piece in item.money if piece.source is MoneySource.RESIDENTS)


def homes_part(item: Item, areas: Mapping[str, int], part_ids: Collection[int]) -> int | None:
    """Fen for these homes together; None where the split is not decided, or goes entrance by entrance.

    :param areas: of all homes that share, part id as text to 0.01 m2, in the register's order.

    Source: Civil Code art. 283 (by area, where nothing else was agreed).
    """
    together = residents_part(item)
    if not together or not areas:
        return together
    if item.sharing not in {Sharing.BY_AREA, Sharing.EQUALLY}:
        return None
    shares = by_area(together, areas) if item.sharing is Sharing.BY_AREA else equally(together, areas)
    return sum(shares.get(str(part_id), 0) for part_id in part_ids)
