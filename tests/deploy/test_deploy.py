"""The unit, the image and the compose file: rights, limits, and names that exist in the program."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from bot.cli.main import fvm
from bot.settings import SETTINGS, SlackSettings
from bot.settings_file import NAME

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "fvm-svar.service").read_text(encoding="utf-8")
SERVICES = sorted(path.name for path in DEPLOY.glob("*.service"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICE = COMPOSE["services"]["fvm-svar"]
NAMES = {NAME, *(name for setting in SETTINGS for name in setting.names)}


def unit_values(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)


def test_every_setting_that_is_named_exists() -> None:
    example = (DEPLOY / "environment.example").read_text(encoding="utf-8")
    readme = (DEPLOY / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:FVM|SLACK)_[A-Z_]+\b", UNIT + DOCKERFILE + example + readme))
    assert named
    assert named <= NAMES


def test_the_units_and_timers_are_sound(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed")
    units = [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]
    for unit in units:
        text = unit.read_text(encoding="utf-8").replace("/opt/fvm-svar/bin/fvm", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    checked = subprocess.run([tool, "verify", *(str(tmp_path / unit.name) for unit in units)], capture_output=True,
                             text=True, timeout=60, check=False)  # fmt: skip
    about_them = [line for line in checked.stderr.splitlines() if "fvm-svar" in line]
    assert (checked.returncode, about_them) == (0, [])
    assert len(units) == 5


@pytest.mark.parametrize("name", SERVICES)
def test_the_units_are_hardened(name: str) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed")
    rated = subprocess.run([tool, "security", "--offline=yes", str(DEPLOY / name)], capture_output=True, text=True,
                           timeout=60, check=False)  # fmt: skip
    level = re.search(rf"exposure level for {re.escape(name)}: ([\d.]+)", rated.stdout)
    assert level is not None, rated.stdout + rated.stderr
    assert float(level[1]) < 2.5


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_unit_runs_is_a_command_with_its_options(name: str) -> None:
    (line,) = re.findall(r"^ExecStart=/opt/fvm-svar/bin/fvm (.*)$", (DEPLOY / name).read_text("utf-8"), re.MULTILINE)
    command, *arguments = line.split()
    found = fvm.get_command(click.Context(fvm), command)
    assert found is not None
    # Parsing refuses options that there are not; nothing is run.
    found.make_context(command, arguments)


def test_the_service_has_time_to_finish_what_it_has() -> None:
    drain = SlackSettings(state_dir=Path("state")).drain
    assert float(unit_values("TimeoutStopSec")[0]) > 2 * drain
    assert float(SERVICE["stop_grace_period"].removesuffix("s")) > 2 * drain


def test_the_image_runs_as_an_ordinary_user_and_is_asked_whether_it_lives() -> None:
    final = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    (user,) = re.findall(r"^USER (\d+):\d+$", final, re.MULTILINE)
    assert int(user) >= 1000
    assert final.index("\nUSER ") < final.index("\nENTRYPOINT ")
    assert "/healthz" in final[final.index("HEALTHCHECK") :]
    assert f"FVM_METRICS_PORT={SlackSettings(state_dir=Path('state')).metrics_port}" in final
    assert re.search(r"TOKEN|SECRET", DOCKERFILE) is None


def test_what_the_image_copies_exists_and_is_let_through() -> None:
    lines = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    copied = [word for line in lines for word in line.split()]
    allowed = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line[0] == "!"}
    assert set(copied) == allowed
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_container_can_write_nothing_but_its_state() -> None:
    assert SERVICE["read_only"] is True
    assert SERVICE["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in SERVICE["security_opt"]
    assert SERVICE["volumes"] == ["state:/data", "./backups:/backups"]
    assert "ports" not in SERVICE
    watch = COMPOSE["services"]["watch"]
    shared = ("read_only", "cap_drop", "security_opt", "tmpfs", "logging", "env_file", "image", "mem_limit")
    assert {key: watch[key] for key in shared} == {key: SERVICE[key] for key in shared}
    assert (DEPLOY / SERVICE["build"]["context"]).resolve() == ROOT


INSTRUCTION = re.compile(r"^([A-Z]+) ((?:.*\\\n)*.*)$", re.MULTILINE)
"""An instruction of a Dockerfile with the lines that go on with it."""

KEYS = frozenset(
    "build image command env_file restart init stop_grace_period read_only tmpfs volumes cap_drop security_opt"
    " pids_limit mem_limit logging profiles healthcheck".split()
)
"""What a service of compose may say, as far as ours do: https://github.com/compose-spec/compose-spec."""


def test_the_image_is_made_of_instructions_that_a_shell_and_json_read() -> None:
    """No Docker is at hand where the tests run: the image itself is built by whoever takes it."""
    found = INSTRUCTION.findall(DOCKERFILE)
    assert {name for name, _ in found} <= {"FROM", "ARG", "ENV", "RUN", "WORKDIR", "COPY", "VOLUME", "USER",
                                           "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"}  # fmt: skip
    stages = [rest.split()[2] for name, rest in found if name == "FROM" and " AS " in rest]
    for name, rest in found:
        if name == "RUN":
            assert subprocess.run(["sh", "-n"], input=rest, text=True, check=False).returncode == 0, rest
        if "--from=" in rest:
            assert rest.split()[0].removeprefix("--from=") in stages
        if name in ("ENTRYPOINT", "CMD") or " CMD [" in rest:
            assert json.loads(rest[rest.index("[") :])


def test_the_image_asks_whether_it_lives_as_python_can(tmp_path: Path) -> None:
    (check,) = re.findall(r"CMD (\[.*urlopen.*\])", DOCKERFILE)
    compile(json.loads(check)[2], "healthcheck", "exec")


def test_compose_says_what_compose_knows() -> None:
    assert set(COMPOSE) == {"name", "services", "volumes"}
    for service in COMPOSE["services"].values():
        assert set(service) <= KEYS
        mounted = [volume.partition(":")[0] for volume in service["volumes"]]
        assert {name for name in mounted if not name.startswith(".")} <= set(COMPOSE["volumes"])
        assert found_command(service["command"])


def found_command(line: list[str]) -> click.Context:
    command = fvm.get_command(click.Context(fvm), line[0])
    assert command is not None
    return command.make_context(line[0], line[1:])
