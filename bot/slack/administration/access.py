"""Who may administer, asked at every act; everybody else gets a polite no."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import BoltContext, BoltResponse
from slack_sdk import WebClient

from bot.administration.audit import Act, AuditLog
from bot.administration.errors import NotAdminError
from bot.settings import SlackSettings
from bot.slack.client import translated
from bot.slack.errors import PostError
from bot.slack.installation import OWN_PERSON

_FRESH_SECONDS = 60.0


class Access:
    """Admins by id and by user group. The group is asked of Slack at most once a minute; where Slack does not say who
    is in it, nobody is."""

    def __init__(
        self,
        settings: SlackSettings,
        client: WebClient,
        audit: AuditLog,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._client = client
        self._audit = audit
        self._clock = clock
        self._members: frozenset[str] = frozenset()
        self._asked = float("-inf")
        self._lock = threading.Lock()
        self._learning = threading.Lock()

    def is_admin(self, user: str) -> bool:
        return user in self._settings.admins or user in self._group()

    def is_known_admin(self, user: str) -> bool:
        """Whether someone is an admin as far as is known without waiting for Slack; for what is shown, never for
        acts."""
        self.learn()
        return user in self._settings.admins or user in self._members

    def learn(self) -> None:
        """Ask who is in the group, beside, where that was not asked within the last minute."""
        if self._is_stale() and self._learning.acquire(blocking=False):
            threading.Thread(target=self._learn, name="admin-group", daemon=True).start()

    def _learn(self) -> None:
        try:
            self._group()
        finally:
            self._learning.release()

    def check(self, user: str, act: Act) -> None:
        """Let an admin pass; NotAdminError, which the audit log records, for everybody else."""
        if self.is_admin(user):
            return
        with self._audit.recorded(user, act):
            raise NotAdminError(f"{user} is no administrator")

    def own_people(self, body: dict[str, Any], context: BoltContext, next: Callable[[], None]) -> BoltResponse | None:
        """Bolt's middleware before whatever only an admin's client shows: somebody of another workspace, in a shared
        channel, is no admin of ours, whatever their id."""
        if context.get(OWN_PERSON, False):
            next()
            return None
        structlog.get_logger().warning("foreign_person_refused", kind=str(body.get("type")))
        return BoltResponse(status=200, body="")

    def _is_stale(self) -> bool:
        return bool(self._settings.admin_group) and self._clock() - self._asked > _FRESH_SECONDS

    def _group(self) -> frozenset[str]:
        with self._lock:
            if self._is_stale():
                self._members = self._ask()
                self._asked = self._clock()
            return self._members

    def _ask(self) -> frozenset[str]:
        try:
            with translated():
                team, _, group = self._settings.admin_group.rpartition("/")
                found = self._client.usergroups_users_list(usergroup=group, team_id=team or None)
        except PostError as error:
            structlog.get_logger().warning("admin_group_unknown", code=error.code)
            return frozenset()
        return frozenset(found.get("users") or ())
