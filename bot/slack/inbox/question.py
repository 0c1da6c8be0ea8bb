"""The values of the inbox: who asked what, where, and how far it has come."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from bot.slack.message import ReplyOutcome
from corpus.types import Language


class Surface(enum.Enum):
    """Where a question was asked."""

    MENTION = "mention"
    DIRECT = "direct"
    THREAD = "thread"
    CHANNEL = "channel"
    """What somebody says to everybody, in a channel where the bot answers by itself."""
    GROUP = "group"
    COMMAND = "command"
    SHORTCUT = "shortcut"
    STEP = "step"
    NOTICE = "notice"

    @property
    def is_private(self) -> bool:
        """Whether only the asker sees the reply; of a workflow's step, the workflow."""
        return self in (Surface.COMMAND, Surface.SHORTCUT, Surface.STEP)

    @property
    def is_overheard(self) -> bool:
        """Whether people may be talking to each other: what was said is stored once it is known to be for the bot."""
        return self in (Surface.THREAD, Surface.CHANNEL, Surface.GROUP)

    @property
    def is_confidential(self) -> bool:
        """Whether nobody but the asker sees the reply: private ones, and direct messages."""
        return self.is_private or self is Surface.DIRECT


class State(enum.Enum):
    """How far a question has come.

    WAITING: nobody works on it. CLAIMED: a worker answers it. POSTING: the reply is under way; after a crash nobody
    knows whether it arrived. POSTED: the reply stands. REMOVED: the question was deleted, its reply too.
    FAILED: given up; the reference id is in the log.
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    POSTING = "posting"
    POSTED = "posted"
    REMOVED = "removed"
    FAILED = "failed"


class Hold(enum.Enum):
    """Why a question is not searched."""

    NONE = ""
    PERSONAL_NUMBER = "personal_number"
    RATE_PERSON = "rate_person"
    RATE_CHANNEL = "rate_channel"


PRESSED = "example:"
"""What the keys of questions begin with that a button asked."""

_WANTED = "mark:"
"""What the keys begin with of messages that somebody else wants answered, by adding the bot's mark."""


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a question one: a message's place, or the trigger of a command, a shortcut or a button."""

    team: str
    channel: str
    ts: str

    @property
    def is_pressed(self) -> bool:
        """Whether a button asked, so that the question stands nowhere but in the reply."""
        return self.ts.startswith(PRESSED)

    @property
    def wanted(self) -> Key | None:
        """The message that somebody wants answered for themselves, where the key is of such a wish."""
        if not self.ts.startswith(_WANTED):
            return None
        return Key(self.team, self.channel, self.ts.removeprefix(_WANTED).partition(":")[0])

    def wish(self, event: str) -> Key:
        """The key of a wish, told by one event of Slack's, to have this message answered."""
        return Key(self.team, self.channel, f"{_WANTED}{self.ts}:{event}")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A question as it came. `text` is None where it must not be stored; `asked_at` is seconds since 1970.

    `thread` is the root of the thread that the reply goes to, None for replies that stand in no thread. `language` is
    the one that the bot's own words take before there is an answer. `payload` is a ready message (JSON) of a notice.
    `shelf` names the shelf that the place asks and, once there is an answer, the one that it is from. Somebody
    `is_foreign` who belongs to another organisation, in a shared channel. `has_files` says that pictures or files came
    with the words, which nobody reads.
    """

    key: Key
    surface: Surface
    user: str
    text: str | None
    asked_at: float
    thread: str | None = None
    response_url: str | None = None
    hold: Hold = Hold.NONE
    language: Language = Language.SV
    payload: str | None = None
    shelf: str = ""
    is_foreign: bool = False
    has_files: bool = False

    @property
    def is_by_bot(self) -> bool:
        """Whether a workflow or another app asks: `user` is then its bot id, and nobody can be told anything alone."""
        return self.user.startswith("B")


@dataclass(frozen=True, slots=True)
class Edit:
    """A question's new text; `edited_at` is seconds since 1970."""

    key: Key
    text: str | None
    edited_at: float
    hold: Hold = Hold.NONE
    language: Language = Language.SV


@dataclass(frozen=True, slots=True)
class Deletion:
    """A message that its writer removed."""

    key: Key


@dataclass(frozen=True, slots=True)
class InboxQuestion:
    """A question in the inbox, as a worker claims it.

    `revision` counts the texts that it has had, from 1; `answered` is the revision that the reply `reply_ts` answers
    (0: none). `uncertain` says that an earlier attempt may have posted the reply. `reference` is the id that people
    see. `answer` is the stored answer (JSON), `outcome` what the asker got.
    """

    id: int
    reference: str
    arrival: Arrival
    state: State
    revision: int
    answered: int
    attempts: int
    uncertain: bool
    deleted: bool
    reply_ts: str | None
    answer: str | None
    outcome: ReplyOutcome | None


@dataclass(frozen=True, slots=True)
class Posted:
    """What a finished question leaves behind. `text` is that of an overheard question, None for one that is stored.
    `shelf` names the one that answered, None where none was asked."""

    outcome: ReplyOutcome
    reply_ts: str | None
    snapshot: str = ""
    answer: str | None = None
    text: str | None = None
    shelf: str | None = None
