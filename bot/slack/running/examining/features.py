"""What each feature that is switched on needs of the app's manifest, and what is missing without it; pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from bot.settings import SlackSettings
from bot.slack.running.examining.findings import Check, Finding, FindingSeverity, fine, wrong
from bot.words.catalogue import say
from corpus.types import Language


def _always(settings: SlackSettings) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Feature:
    """A thing that the bot does: the scopes and the events that it needs, and whether settings switch it on.

    Without an optional feature's scopes the bot works, less that feature.
    """

    name: str
    scopes: frozenset[str]
    events: frozenset[str] = frozenset()
    is_on: Callable[[SlackSettings], bool] = _always
    is_optional: bool = False


FEATURES = (
    Feature("mentions", frozenset({"app_mentions:read", "chat:write"}), frozenset({"app_mention"})),
    Feature("direct_messages", frozenset({"im:history", "chat:write"}), frozenset({"message.im"})),
    Feature("commands", frozenset({"commands"})),
    Feature("agent_view", frozenset({"assistant:write"}), frozenset({"app_home_opened"}), is_optional=True),
    Feature("shared_files", frozenset({"files:read"}), is_optional=True),
    Feature("admin_group", frozenset({"usergroups:read"}), is_on=lambda settings: bool(settings.admin_group)),
    Feature("thread_replies", frozenset({"channels:history", "groups:history", "mpim:history"}),
            frozenset({"message.channels", "message.groups", "message.mpim"}),
            is_on=lambda settings: settings.thread_replies),
)  # fmt: skip
"""Everything that a scope is asked for, the most needed first."""

UNUSED_BY = {"thread_replies": "FVM_THREAD_REPLIES"}
"""Features whose scopes cost something where they are granted and not used: the setting that uses them."""


def compared(settings: SlackSettings, granted: Collection[str], language: Language) -> Iterator[Finding]:
    """The scopes that Slack has granted, feature by feature."""
    missing = [(feature, sorted(feature.scopes - set(granted))) for feature in FEATURES if feature.is_on(settings)]
    lacking = [(feature, names) for feature, names in missing if names]
    for feature, names in lacking:
        seen = say("doctor.scopes_missing", language, scopes=", ".join(names),
                   feature=say(f"feature.{feature.name}", language))  # fmt: skip
        severity = FindingSeverity.WARNING if feature.is_optional else FindingSeverity.ERROR
        yield wrong(Check.SCOPES, seen, say("remedy.scopes", language), feature.name, severity)
    for feature in FEATURES:
        if feature.name in UNUSED_BY and not feature.is_on(settings) and feature.scopes & set(granted):
            seen = say("doctor.scopes_unused", language, scopes=", ".join(sorted(feature.scopes & set(granted))))
            remedy = say("remedy.scopes_unused", language, setting=UNUSED_BY[feature.name])
            yield wrong(Check.SCOPES, seen, remedy, feature.name, FindingSeverity.WARNING)
    if not lacking:
        count = len(set().union(*(feature.scopes for feature, _ in missing)))
        yield fine(Check.SCOPES, say("doctor.scopes_granted", language, count=count))
