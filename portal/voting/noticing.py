"""What a notice says, gathered for pages and papers: roll, settings with their sources, who answers."""

from dataclasses import dataclass
from typing import Any

from portal.communities.words import AREA_SOURCES
from portal.domain.matters import matter_class
from portal.domain.tally import Regime
from portal.voting import queries
from portal.voting.models import Vote
from portal.voting.queries.announced import (
    find_roll_of,
    find_superseded,
    find_superseding,
    list_excluded,
    names_of,
)
from portal.voting.queries.counting import roll_weight
from portal.voting.settings import (
    DEFAULTS,
    ELECTION_KEYS,
    MEETING_KEYS,
    Electors,
    Setting,
    SettingKind,
    settings_for,
)
from portal.voting.settings import kinds as kinds_in
from portal.voting.words import CLASSES, KIND_WORDS, REGIMES
from portal.web.i18n import gettext


@dataclass(frozen=True)
class SettingShown:
    """A setting as the notice prints it: value in words, where the rule stands, and who set it."""

    setting: Setting
    value: Any
    source: str
    set_by: str


def _shown(vote: Vote) -> list[SettingShown]:
    own = {row.key: row for row in vote.settings}
    people = names_of({row.set_by for row in own.values() if row.set_by})
    asked = [s for s in settings_for(vote.regime) if s.key not in ELECTION_KEYS or s.key in own]
    return [
        SettingShown(
            s,
            queries.setting(vote, s.key),
            own[s.key].source if s.key in own else gettext(s.source),
            people.get(own[s.key].set_by or 0, gettext("命令行")) if s.key in own else "",
        )
        for s in asked
    ]


def meeting_settings(vote: Vote) -> list[SettingShown]:
    """By which rule a residents' meeting decides, as the street entered it."""
    return [shown for shown in _shown(vote) if shown.setting.key in MEETING_KEYS]


def electors_of(vote: Vote) -> str:
    """Who answers, in words."""
    if vote.regime is Regime.OWNERS:
        return str(gettext("业主"))
    return str(gettext(DEFAULTS["electors"].words[queries.setting(vote, "electors")]))


def electors_are_on_paper(vote: Vote) -> bool:
    """Adults and delegates: an account is a home and not a person, so they answer on paper only."""
    on_paper = {Electors.ADULTS, Electors.DELEGATES}
    return vote.regime is not Regime.OWNERS and queries.setting(vote, "electors") in on_paper


def notice(vote: Vote) -> dict[str, Any]:
    """What the notice prints beside the questions: roll, scope, settings with their sources."""
    shown = _shown(vote)
    return {
        "roll": roll_weight(vote.id),
        "settings": shown,
        "scope": queries.scope_names(vote),
        "excluded": list_excluded(vote.id),
        "published_roll": find_roll_of(vote),
        "supersedes": find_superseded(vote),
        "superseded_by": find_superseding(vote.id),
    }


def setting_value(shown: SettingShown) -> str:
    """A setting's value in words."""
    setting, value = shown.setting, shown.value
    if setting.kind is SettingKind.FLAG:
        return str(gettext("是") if value else gettext("否"))
    if setting.kind is SettingKind.KINDS:
        kinds = kinds_in(value) or ()
        return "、".join(gettext(KIND_WORDS[kind]) for kind in KIND_WORDS if kind in kinds)
    if setting.kind is SettingKind.DAYS:
        return str(gettext("%(days)s 天", days=value))
    if setting.kind is SettingKind.ONE_OF:
        return str(gettext(setting.words[value]))
    if setting.kind is SettingKind.SHARE:
        share = value.lstrip(">=")
        return str(
            gettext("%(share)s 以上", share=share) if "=" in value else gettext("超过 %(share)s", share=share)
        )
    return str(value)


def in_templates() -> dict[str, Any]:
    """What the pages of a notice may call."""
    return {
        "regime_words": REGIMES,
        "class_words": CLASSES,
        "class_of": matter_class,
        "electors_of": electors_of,
        "electors_are_on_paper": electors_are_on_paper,
        "meeting_settings": meeting_settings,
        "setting_value": setting_value,
        "roll_words": {"source": {**AREA_SOURCES, "": AREA_SOURCES[None]}, "use": KIND_WORDS},
    }
