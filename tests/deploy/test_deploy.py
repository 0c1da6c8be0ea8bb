"""The unit, the image and the compose file: rights, limits, and names that exist in the program."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import SETTINGS, SlackSettings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "fvm-svar.service").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICE = COMPOSE["services"]["fvm-svar"]
NAMES = {name for setting in SETTINGS for name in setting.names}


def unit_values(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)


def test_every_setting_that_is_named_exists() -> None:
    example = (DEPLOY / "environment.example").read_text(encoding="utf-8")
    readme = (DEPLOY / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:FVM|SLACK)_[A-Z_]+\b", UNIT + DOCKERFILE + example + readme))
    assert named
    assert named <= NAMES


def test_the_unit_is_sound(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "fvm-svar.service"
    unit.write_text(UNIT.replace("/opt/fvm-svar/bin/fvm", "/bin/true"), encoding="utf-8")
    checked = subprocess.run([tool, "verify", str(unit)], capture_output=True, text=True, timeout=60, check=False)
    about_it = [line for line in checked.stderr.splitlines() if "fvm-svar" in line]
    assert (checked.returncode, about_it) == (0, [])


def test_the_unit_is_hardened(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "fvm-svar.service"
    unit.write_text(UNIT, encoding="utf-8")
    rated = subprocess.run([tool, "security", "--offline=yes", str(unit)], capture_output=True, text=True,
                           timeout=60, check=False)  # fmt: skip
    level = re.search(r"exposure level for fvm-svar.service: ([\d.]+)", rated.stdout)
    assert level is not None, rated.stdout + rated.stderr
    assert float(level[1]) < 2.5


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
    assert SERVICE["volumes"] == ["state:/data"]
    assert "ports" not in SERVICE
    assert (DEPLOY / SERVICE["build"]["context"]).resolve() == ROOT
