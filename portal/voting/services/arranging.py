"""Putting a draft in order before it is announced; after that nothing of it is edited."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import Window
from portal.domain.errors import N_
from portal.domain.matters import Matter
from portal.domain.stages import VoteState
from portal.domain.tally import (
    CountsTo,
    DeemedApproveOnlyForApprove,
    DeemedOnlyForOwners,
    QuestionKind,
    Regime,
)
from portal.voting.errors import BadSetting, NotADraft, SourceMissing, UnknownSetting
from portal.voting.models import ElectorEntry, Vote, VoteSetting
from portal.voting.services.attaching import refer
from portal.voting.services.drafting import check_superseded, stored_deemed
from portal.voting.services.locking import lock
from portal.voting.settings import DEFAULTS, check_value
from portal.voting.specification import DeemedSpec, SettingSpec
from portal.voting.specification.cursor import NOT_MOMENT, moment

#: Columns of a vote that staff fill in words; the checklist asks for those that this vote needs.
WORDS = (
    "convener",
    "convened_under",
    "contact",
    "supervisor",
    "guidance",
    "plan_ref",
    "cost_ref",
    "exclusive_part",
    "owner_consent",
    "explanation",
    "notice_posted",
)
TIMES = ("notice_at", "opens_at", "closes_at")


def arrange(vote: Vote, words: Mapping[str, Any], by: Actor, *, now: datetime) -> None:
    """Fill in columns of a draft: words or moments, by name; an empty word takes one away.

    :raises RuleViolated: announced already, closes before it opens, or no plan to attach.
    """
    _check_draft(vote)
    changed = {key: value for key, value in words.items() if getattr(vote, key) != value}
    for key, value in changed.items():
        _fill(vote, key, value)
    Window(vote.opens_at, vote.closes_at)
    vote.notice_at = min(vote.notice_at, vote.opens_at)
    session.flush()
    if changed:
        names = sorted(changed)
        record(now, by, "vote.arrange", f"vote:{vote.id}", estate_id=vote.estate_id, changed=names)


def _fill(vote: Vote, key: str, value: Any) -> None:
    if key in {"plan_ref", "cost_ref"}:
        refer(vote, key, value)
    elif key in TIMES or key == "matter":
        setattr(vote, key, value)
    else:
        setattr(vote, key, value or ("" if key in {"convener", "explanation"} else None))


def decide_setting(vote: Vote, key: str, setting: SettingSpec, by: Actor, *, now: datetime) -> None:
    """Settle an open point of a draft: its value, what that rests on, and who said so.

    :raises RuleViolated: announced already, no such setting, a value that cannot be, or no source.
    """
    _check_draft(vote)
    if key not in DEFAULTS:
        raise UnknownSetting(key=key, keys="、".join(DEFAULTS))
    problem = check_value(key, setting.value)
    if problem:
        raise BadSetting(key=key, problem=problem)
    if not setting.source.strip():
        raise SourceMissing(setting=DEFAULTS[key].label)
    own = {row.key: row for row in vote.settings}
    row = own.get(key)
    if row is None:
        row = VoteSetting(key=key)
        vote.settings.append(row)
    row.value, row.source, row.set_by = {"value": setting.value}, setting.source.strip(), by.account_id
    session.flush()
    facts = {"key": key, "value": setting.value, "source": row.source}
    record(now, by, "vote.set", f"vote:{vote.id}", estate_id=vote.estate_id, **facts)


def agree_on_silence(vote: Vote, spec: DeemedSpec | None, by: Actor, *, now: datetime) -> None:
    """Whether silence counts, by which clause, adopted when; None takes the clause away.

    :raises RuleViolated: announced already, or a clause that such questions or such a vote cannot have.

    Source: 业主大会和业主委员会指导规则 (建房〔2009〕274号) art. 26(2).
    """
    _check_draft(vote)
    stored = stored_deemed(spec)
    if stored == vote.deemed:
        return
    if spec is not None and vote.regime is not Regime.OWNERS:
        raise DeemedOnlyForOwners
    kinds = {question.kind for question in vote.questions}
    if spec is not None and spec.rule.counts_to is CountsTo.APPROVE and kinds != {QuestionKind.APPROVE}:
        raise DeemedApproveOnlyForApprove
    vote.deemed = stored
    session.flush()
    record(now, by, "vote.arrange", f"vote:{vote.id}", estate_id=vote.estate_id, changed=["deemed"])


def supersede(vote: Vote, earlier: int | None, by: Actor, *, now: datetime) -> None:
    """Say which announced vote this draft is held in place of; None takes that back.

    :raises RuleViolated: announced already, or nothing that could be replaced.
    """
    _check_draft(vote)
    if earlier == vote.supersedes_id:
        return
    check_superseded(earlier, vote.estate_id)
    vote.supersedes_id = earlier
    session.flush()
    record(now, by, "vote.arrange", f"vote:{vote.id}", estate_id=vote.estate_id, changed=["supersedes"])


def set_by_name(vote: Vote, key: str, words: tuple[str, str], by: Actor, *, now: datetime) -> None:
    """What the command line types: a column of the vote, or a setting.

    :param words: what was typed, and what it rests on (for settings).
    :raises RuleViolated: as `arrange` and `decide_setting`.
    """
    typed, source = words
    if key in WORDS:
        arrange(vote, {key: typed.strip()}, by, now=now)
    elif key in TIMES:
        found = moment(typed)
        if found is None:
            raise BadSetting(key=key, problem=NOT_MOMENT)
        arrange(vote, {key: found}, by, now=now)
    elif key == "matter":
        arrange(vote, {key: _item(typed)}, by, now=now)
    elif key in DEFAULTS:
        decide_setting(vote, key, SettingSpec(_typed(key, typed), source), by, now=now)
    else:
        raise UnknownSetting(key=key, keys="、".join((*WORDS, *TIMES, "matter", *DEFAULTS)))


def _item(typed: str) -> Matter:
    """:raises BadSetting: none of the nine."""
    if typed.strip() not in set(Matter):
        raise BadSetting(key="matter", problem=N_("应为：%(words)s") % {"words": "、".join(Matter)})
    return Matter(typed.strip())


def _typed(key: str, typed: str) -> Any:
    """JSON where the setting is no word, so that ``true``, ``3`` and ``["住宅"]`` can be typed."""
    if isinstance(DEFAULTS[key].default, str):
        return typed.strip()
    try:
        return json.loads(typed)
    except ValueError:
        return typed


def enter_electors(vote: Vote, numbers: Mapping[int, int], by: Actor, *, now: datetime) -> None:
    """How many belong to a residents' meeting, home by home; what was entered before is replaced.

    :param numbers: by part id; homes with none are left out.
    :raises NotADraft: announced already.
    """
    _check_draft(vote)
    session.execute(delete(ElectorEntry).where(ElectorEntry.vote_id == vote.id))
    session.add_all(
        ElectorEntry(
            vote_id=vote.id, part_id=part_id, number=number, entered_by=by.account_id, entered_at=now
        )
        for part_id, number in numbers.items()
    )
    session.flush()
    facts = {"homes": len(numbers), "voters": sum(numbers.values())}
    record(now, by, "electors.enter", f"vote:{vote.id}", estate_id=vote.estate_id, **facts)


def _check_draft(vote: Vote) -> None:
    lock(vote)
    if vote.state is not VoteState.DRAFT:
        raise NotADraft(title=vote.title)
