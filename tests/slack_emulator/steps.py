"""functions.*: steps of workflows that the app carries out."""

from __future__ import annotations

from typing import Any

from tests.slack_emulator.calls import Call, RefusalError
from tests.slack_emulator.slack import Slack, method

_TYPES: dict[str, type | tuple[type, ...]] = {
    "answered": bool, "answer": str, "link": str, "date": str, "probability": (int, float),
}  # fmt: skip


def _running(slack: Slack, call: Call) -> str:
    name = str(call.need("function_execution_id"))
    if name not in slack.workspace.steps:
        raise RefusalError("function_execution_not_found")
    if slack.workspace.steps[name] is not None:
        raise RefusalError("execution_not_in_running_state")
    return name


@method("functions.completeSuccess")
def succeed(slack: Slack, call: Call) -> dict[str, Any]:
    name, outputs = _running(slack, call), call.need("outputs")
    if set(outputs) != set(_TYPES) or not all(isinstance(outputs[key], kind) for key, kind in _TYPES.items()):
        raise RefusalError("parameter_validation_failed", f"{outputs}")
    slack.workspace.steps[name] = outputs
    return {}


@method("functions.completeError")
def fail(slack: Slack, call: Call) -> dict[str, Any]:
    name = _running(slack, call)
    slack.workspace.steps[name] = {"error": call.need("error")}
    return {}
