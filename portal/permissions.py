"""Who may do what, and how far each role's scope can reach: the one table an auditor reads."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a scope (an estate or a street); see the glossary."""

    RESIDENT = "resident"
    COMMUNITY_CLERK = "community_clerk"
    STREET = "street"
    DISTRICT = "district"
    SUPERVISOR = "supervisor"
    OBSERVER = "observer"
    HANDLER = "handler"


class Permission(StrEnum):
    """``subject.action``; residents' own things first, then the staff's."""

    HOME_READ = "home.read"
    VOTE_CAST = "vote.cast"
    PLEDGE_MAKE = "pledge.make"
    CASE_RAISE = "case.raise"
    EVALUATION_ANSWER = "evaluation.answer"
    PLAN_SPEAK = "plan.speak"

    DESK_READ = "desk.read"
    ESTATE_MANAGE = "estate.manage"
    ROLL_READ = "roll.read"
    ROLL_IMPORT = "roll.import"
    SLIP_PRINT = "slip.print"
    CLAIM_CHECK = "claim.check"
    STAFF_MANAGE = "staff.manage"
    PLAN_EDIT = "plan.edit"
    MODEL_APPROVE = "model.approve"
    VOTE_READ = "vote.read"
    VOTE_PREPARE = "vote.prepare"
    VOTE_OPEN = "vote.open"
    VOTE_CLOSE = "vote.close"
    VOTE_VERIFY = "vote.verify"
    VOTE_HAND_OVER = "vote.hand_over"
    VOTE_VOID = "vote.void"
    BALLOT_ENTER = "ballot.enter"
    BALLOT_CHECK = "ballot.check"
    PLEDGE_READ = "pledge.read"
    PLEDGE_MANAGE = "pledge.manage"
    MONEY_ENTER = "money.enter"
    MONEY_WAIVE = "money.waive"
    SPENDING_APPROVE = "spending.approve"
    CASE_OPEN = "case.open"
    CASE_READ = "case.read"
    CASE_ANSWER = "case.answer"
    CASE_DIRECT = "case.direct"
    CASE_SET = "case.set"
    MESSAGE_CALL = "message.call"
    EVALUATION_MANAGE = "evaluation.manage"
    EVALUATION_ENTER = "evaluation.enter"
    EVALUATION_INSPECT = "evaluation.inspect"
    MANAGEMENT_EDIT = "management.edit"
    WORKS_READ = "works.read"
    STEER_READ = "steer.read"
    STEER_KEEP = "steer.keep"
    PEOPLE_FIND = "people.find"
    SETTING_KEEP = "setting.keep"
    EXPORT_MASKED = "export.masked"
    EXPORT_FULL = "export.full"
    AUDIT_READ = "audit.read"


_READS = frozenset(
    {
        Permission.DESK_READ,
        Permission.VOTE_READ,
        Permission.PLEDGE_READ,
        Permission.CASE_OPEN,
        Permission.CASE_READ,
        Permission.AUDIT_READ,
        Permission.STEER_READ,
    }
)
_CLERK = _READS | {
    Permission.ROLL_READ,
    Permission.ROLL_IMPORT,
    Permission.SLIP_PRINT,
    Permission.CLAIM_CHECK,
    Permission.PLAN_EDIT,
    Permission.VOTE_PREPARE,
    Permission.VOTE_OPEN,
    Permission.VOTE_CLOSE,
    Permission.BALLOT_ENTER,
    Permission.BALLOT_CHECK,
    Permission.PLEDGE_MANAGE,
    Permission.MONEY_ENTER,
    Permission.CASE_ANSWER,
    Permission.MESSAGE_CALL,
    Permission.EVALUATION_MANAGE,
    Permission.EVALUATION_ENTER,
    Permission.MANAGEMENT_EDIT,
    Permission.EXPORT_MASKED,
    Permission.PEOPLE_FIND,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.RESIDENT: frozenset(
        {
            Permission.HOME_READ,
            Permission.VOTE_CAST,
            Permission.PLEDGE_MAKE,
            Permission.CASE_RAISE,
            Permission.EVALUATION_ANSWER,
            Permission.PLAN_SPEAK,
        }
    ),
    # Supervising bodies may take a bundle and recount; the street and the district also hand it to a court.
    Role.OBSERVER: _READS | {Permission.VOTE_VERIFY},
    # Of the cases only those of the own body: the views narrow what CASE_OPEN alone opens.
    Role.HANDLER: frozenset({Permission.DESK_READ, Permission.CASE_OPEN}),
    # Residents' own, at acceptance and at counting: the checklist, and papers read a second time.
    Role.SUPERVISOR: frozenset(
        {Permission.DESK_READ, Permission.EVALUATION_INSPECT, Permission.BALLOT_CHECK}
    ),
    Role.COMMUNITY_CLERK: _CLERK,
    Role.STREET: _CLERK
    | {
        Permission.ESTATE_MANAGE,
        Permission.STAFF_MANAGE,
        Permission.EXPORT_FULL,
        Permission.WORKS_READ,
        Permission.VOTE_VOID,
        Permission.VOTE_VERIFY,
        Permission.VOTE_HAND_OVER,
        Permission.CASE_SET,
    }
    | {Permission.MONEY_WAIVE, Permission.SPENDING_APPROVE, Permission.STEER_KEEP, Permission.MODEL_APPROVE},
    Role.DISTRICT: _READS
    | {
        Permission.ESTATE_MANAGE,
        Permission.STAFF_MANAGE,
        Permission.EXPORT_MASKED,
        Permission.WORKS_READ,
        Permission.ROLL_READ,
        Permission.VOTE_VERIFY,
        Permission.VOTE_HAND_OVER,
        Permission.CASE_DIRECT,
        Permission.CASE_SET,
        Permission.STEER_KEEP,
        Permission.PEOPLE_FIND,
        Permission.SETTING_KEEP,
    },
}

STAFF_ROLES = frozenset(Role) - {Role.RESIDENT}
ESTATE_ROLES = frozenset({Role.COMMUNITY_CLERK, Role.OBSERVER, Role.HANDLER, Role.SUPERVISOR})
STREET_ROLES = frozenset({Role.STREET, Role.OBSERVER, Role.COMMUNITY_CLERK, Role.HANDLER})


def may(roles: frozenset[Role], permission: Permission) -> bool:
    """Whether any of these roles holds the permission; the scope is the caller's to check."""
    return any(permission in GRANTS[role] for role in roles)
