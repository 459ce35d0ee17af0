"""Tells messages, which lie below, who somebody is and at which phone."""

from portal import crypto
from portal.accounts import queries
from portal.messages.outlets import Person, use_phone_book


def find_person(account_id: int) -> Person | None:
    """None for an account that was closed."""
    account = queries.find_account(account_id)
    if account is None or account.deactivated_at is not None:
        return None
    return Person(
        name=account.display_name,
        phone=crypto.unseal(account.phone) if account.phone else None,
        is_demo=account.is_demo,
        is_staff=account.is_staff,
    )


def register() -> None:
    use_phone_book(find_person)
