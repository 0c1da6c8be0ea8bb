"""What an admin may set for the Slack app, as values; `bot/settings.py` fills them."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from pathlib import Path


class Transport(enum.Enum):
    """How Slack reaches the app."""

    SOCKET = "socket"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """Every setting of the Slack app. Times are in seconds; tokens are never shown in `repr`.

    `api_url` ends with `/api/`. `contact` is what a refusal points to: a channel id, a user id, an e-mail address
    or plain words; empty for none. `admins` are user ids and `admin_group` the id of a user group.
    `update_answers` follows up answers of the last 30 days in their threads when they change. `per_person` and
    `per_channel` are the most questions within a minute. `examples` are offered in App Home and in the direct
    message; empty for the built-in ones. `fsync` False trades the newest questions for speed on a power failure.
    """

    state_dir: Path
    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = "https://slack.com/api/"
    transport: Transport = Transport.SOCKET
    programme: str = "FVM"
    command: str = "/fvm"
    contact: str = ""
    admins: frozenset[str] = frozenset()
    admin_group: str = ""
    update_answers: bool = False
    thread_replies: bool = False
    log_question_text: bool = False
    retention_days: int = 90
    max_age: float = 3600.0
    edit_window: float = 120.0
    lease: float = 120.0
    max_attempts: int = 12
    workers: int = 2
    per_person: int = 10
    per_channel: int = 60
    http_host: str = "127.0.0.1"
    http_port: int = 3000
    metrics_port: int = 9108
    api_timeout: int = 15
    drain: float = 20.0
    examples: tuple[str, ...] = ()
    fsync: bool = True

    @property
    def database(self) -> Path:
        """The one file that holds questions, ratings, kept questions and preferences."""
        return self.state_dir / "slack.sqlite3"
