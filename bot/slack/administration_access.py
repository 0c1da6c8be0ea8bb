"""Who may administer, asked at every act; everybody else gets a polite no."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog
from slack_sdk import WebClient

from bot.administration.audit import Act, AuditLog
from bot.administration.errors import NotAdminError
from bot.slack.errors import PostError
from bot.slack.settings_values import SlackSettings
from bot.slack.slack_client import translated

_FRESH_SECONDS = 60.0


class Access:
    """Admins by id and by user group. The group is asked of Slack at most once a minute; where Slack does not say who
    is in it, nobody is."""

    def __init__(self, settings: SlackSettings, audit: AuditLog, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._audit = audit
        self._clock = clock
        self._members: frozenset[str] = frozenset()
        self._asked = float("-inf")
        self._lock = threading.Lock()

    def is_admin(self, user: str, client: WebClient) -> bool:
        return user in self._settings.admins or user in self._group(client)

    def is_known_admin(self, user: str) -> bool:
        """Whether someone is an admin as far as is known without asking Slack; for what is shown, never for acts."""
        return user in self._settings.admins or user in self._members

    def check(self, user: str, act: Act, client: WebClient) -> None:
        """Let an admin pass; NotAdminError, which the audit log records, for everybody else."""
        if self.is_admin(user, client):
            return
        with self._audit.recorded(user, act):
            raise NotAdminError(f"{user} is no administrator")

    def _group(self, client: WebClient) -> frozenset[str]:
        if not self._settings.admin_group:
            return frozenset()
        with self._lock:
            if self._clock() - self._asked > _FRESH_SECONDS:
                self._members = self._ask(client)
                self._asked = self._clock()
            return self._members

    def _ask(self, client: WebClient) -> frozenset[str]:
        try:
            with translated():
                found = client.usergroups_users_list(usergroup=self._settings.admin_group)
        except PostError as error:
            structlog.get_logger().warning("admin_group_unknown", code=error.code)
            return frozenset()
        return frozenset(found.get("users") or ())
