"""The emulated Slack installs the app exactly as the shipped manifests do."""

from __future__ import annotations

from bot.slack import manifest
from tests.slack_emulator.config import WITH_THREADS, Config


def test_the_emulated_app_has_the_scopes_and_events_of_the_manifests() -> None:
    shipped = manifest.shipped()
    wider = manifest.with_thread_replies(shipped)
    assert (Config().scopes, Config().events) == (manifest.scopes(shipped), manifest.events(shipped))
    assert (WITH_THREADS.scopes, WITH_THREADS.events) == (manifest.scopes(wider), manifest.events(wider))
