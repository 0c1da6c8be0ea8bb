"""What becomes of a question that its asker edits or deletes, in whatever order Slack tells of it."""

from __future__ import annotations

import secrets

from bot.database.protocol import Transaction
from bot.slack.inbox.question import Deletion, Edit, Key, Surface

OPEN = "('waiting', 'claimed', 'posting')"
"""The states of a question that is not settled yet."""

WITHDRAWN = (
    "deleted = 1, text = NULL, answer = NULL, payload = NULL, response_url = NULL, attempts = 0, next_try = 0,"
    f" state = CASE WHEN state IN {OPEN} THEN state ELSE 'waiting' END"
)
"""What a question becomes whose reply is to be taken away, or never to be given."""

ABOUT = (
    "surface = 'notice' AND deleted = 0 AND (ts = 'share:' || :reference OR ts = 'late:' || :reference"
    " OR substr(ts, 1, length(:reference) + 6) = 'kept:' || :reference || ':'"
    " OR substr(ts, 1, length(:reference) + 7) IN ('human:' || :reference || ':', 'reply:' || :reference || ':')"
    " OR substr(ts, 1, length(:reference) + 8) = 'update:' || :reference || ':')"
)
"""The notices about a question; see `NoticeName`."""

_ALPHABET = "23456789BCDFGHJKMNPQRTVWXYZ"
BY_KEY = "channel = ? AND ts = ?"
"""Finds a question by its place. Of a channel that two organisations share, Slack names now one team, now the other."""

NOT_PAUSED = "NOT EXISTS (SELECT 1 FROM paused WHERE paused.channel = question.channel AND paused.until > ?)"
"""A question in whose channel Slack takes more at a time."""

_EARLY_SECONDS = 7200.0
"""How long after a message Slack may tell of it still: it tries for an hour."""


def pause(connection: Transaction, channel: str, until: float) -> None:
    """Let a channel wait until then, or longer where it waits longer already."""
    connection.execute(
        "INSERT INTO paused (channel, until) VALUES (?, ?) ON CONFLICT (channel)"
        " DO UPDATE SET until = excluded.until WHERE paused.until < excluded.until",
        (channel, until),
    )


def rewrite(connection: Transaction, edit: Edit, window: float) -> bool:
    """Give a question its new text; False where it is edited too late, a later edit came first, or nothing changes."""
    row = connection.execute(
        f"SELECT id, text, asked_at, surface FROM question WHERE {BY_KEY} AND deleted = 0 AND user IS NOT NULL",  # noqa: S608
        place(edit.key),
    ).fetchone()
    if row is None or not 0 <= edit.edited_at - row["asked_at"] <= window:
        return False
    later = "SELECT 1 FROM edited WHERE question = ? AND at >= ?"
    if connection.execute(later, (row["id"], edit.edited_at)).fetchone() is not None:
        return False
    connection.execute("INSERT INTO edited VALUES (?, ?) ON CONFLICT (question) DO UPDATE SET at = excluded.at",
                       (row["id"], edit.edited_at))  # fmt: skip
    overheard = Surface(row["surface"]).is_overheard
    if row["text"] == edit.text and not overheard:
        return False
    connection.execute(
        "UPDATE question SET text = ?, hold = ?, language = ?, revision = revision + 1, attempts = 0, next_try = 0,"
        " state = CASE WHEN state IN ('waiting', 'claimed', 'posting') THEN state ELSE 'waiting' END WHERE id = ?",
        (None if overheard else edit.text, edit.hold.value, edit.language.value, row["id"]),
    )
    return True


def delete(connection: Transaction, deletion: Deletion, now: float) -> bool:
    """Forget a question, and all that came of it; False where there is none. One that comes only afterwards is none."""
    row = connection.execute(
        f"SELECT id, reference, deleted FROM question WHERE {BY_KEY}",  # noqa: S608
        place(deletion.key),
    ).fetchone()
    if row is None:
        _expect_none(connection, deletion.key, now)
        return False
    if row["deleted"]:
        return False
    connection.execute(f"UPDATE question SET {WITHDRAWN} WHERE id = ?", (row["id"],))  # noqa: S608
    forget_copies(connection, row["reference"])
    connection.execute(f"UPDATE question SET {WITHDRAWN} WHERE {ABOUT}", {"reference": row["reference"]})  # noqa: S608
    # Its words as they stand under the names of those who wanted it answered for themselves.
    wishes = str(deletion.key.wish("").ts)
    connection.execute(
        f"UPDATE question SET {WITHDRAWN} WHERE channel = ? AND substr(ts, 1, ?) = ?",  # noqa: S608
        (deletion.key.channel, len(wishes), wishes),
    )
    return True


def _expect_none(connection: Transaction, key: Key, now: float) -> None:
    """Keep the place of a message that was deleted, and nothing else of it, while it may still come."""
    said, _, fraction = key.ts.partition(".")
    if said.isdecimal() and fraction.isdecimal() and now - float(key.ts) < _EARLY_SECONDS:
        connection.execute(
            "INSERT INTO question (reference, team, channel, ts, surface, language, asked_at, received_at, state,"
            " deleted) VALUES (?, ?, ?, ?, 'mention', 'sv', ?, ?, 'removed', 1)",
            (f"gone:{key.team}:{key.channel}:{key.ts}", key.team, *place(key), now, now),
        )


def forget_copies(connection: Transaction, reference: str) -> None:
    """Forget the words of a question under other people's names; that somebody rated it stays for the counts. A later
    question that was passed on to people with these words beside it is taken back there too."""
    quoting = "SELECT 'human:' || reference || ':' || mark FROM referred WHERE replace(context, ?, '') != context"
    copies = f"surface = 'notice' AND deleted = 0 AND ts IN ({quoting})"
    connection.execute(f"UPDATE question SET {WITHDRAWN} WHERE {copies}", (reference,))  # noqa: S608
    connection.execute("DELETE FROM referred WHERE replace(context, ?, '') != context", (reference,))
    connection.execute("DELETE FROM kept WHERE reference = ?", (reference,))
    connection.execute("DELETE FROM referred WHERE reference = ?", (reference,))
    connection.execute(
        "UPDATE feedback SET question = NULL, answer = NULL, comment = NULL WHERE reference = ?", (reference,)
    )


def place(key: Key) -> tuple[str, str]:
    """The values of `BY_KEY`."""
    return (key.channel, key.ts)


def new_reference() -> str:
    """An id that people can read aloud: no vowels and no characters that look alike."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def count_asked(connection: Transaction, column: str, value: str, since: float) -> int:
    """How many questions with `value` in a column came after `since` and are not held."""
    row = connection.execute(
        f"SELECT COUNT(*) AS n FROM question WHERE {column} = ? AND received_at > ? AND hold = ''"  # noqa: S608
        " AND surface != 'notice'",
        (value, since),
    ).fetchone()
    return int(row["n"])
