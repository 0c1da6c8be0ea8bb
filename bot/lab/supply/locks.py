"""The lock files: every package that is pulled, at one version, with the hashes of what may be installed of it.

`python -m bot.lab.supply locks` asks pip, as it is set up here, what it would install of the versions in
`constraints.txt`: on this machine, and for each platform of TARGETS. No address is written down, so a mirror serves as
well; what it serves must be the very files.
"""

from __future__ import annotations

import importlib.metadata
import itertools
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

CONSTRAINTS, RUNTIME, SLIM, DEVELOPMENT, GPU = (
    "constraints.txt", "requirements.lock", "requirements-slim.lock", "requirements-dev.lock", "requirements-gpu.lock",
)  # fmt: skip

OTHER_MODELS = frozenset({"onnxscript", "sentence-transformers", "torch", "transformers"})
"""What of the project's own dependencies nothing needs but another model than the shipped ones."""

_LINUX = "manylinux_2_34 manylinux_2_31 manylinux_2_28 manylinux_2_27 manylinux_2_26 manylinux_2_24 manylinux_2_17 " \
         "manylinux2014 manylinux_2_12 manylinux2010 manylinux_2_5 manylinux1 linux"  # fmt: skip
_MAC = "macosx_14_0 macosx_13_0 macosx_12_3 macosx_12_0 macosx_11_0"
TARGETS: Mapping[str, Sequence[str]] = {
    "Linux, x86-64": [f"{system}_x86_64" for system in _LINUX.split()],
    "Linux, ARM": [f"{system}_aarch64" for system in _LINUX.split()],
    "macOS, ARM": [*(f"{system}_arm64" for system in _MAC.split()), "macosx_11_0_universal2", "macosx_10_9_universal2"],
}
"""The platforms whose files are locked, each by what wheels for it are called."""

PYTHONS = ("3.11", "3.12", "3.13")

Hashes = dict[str, set[str]]
"""SHA-256 of files, as hexadecimal digits, by the package's name in small letters with hyphens."""

_MISSING = re.compile(r"No matching distribution found for ([\w.-]+)")


def write_locks(root: Path) -> dict[str, int]:
    """Write the four files beside `constraints.txt`, again after each platform; how many packages each holds.

    The hashes of versions that were locked before stay: what served a platform once is not lost where this machine
    cannot ask for it.

    Raises:
        RuntimeError: pip refused, with its last words.
    """
    versions = _versions(root / CONSTRAINTS)
    constrained = ["--constraint", str(root / CONSTRAINTS)]
    runtime, found = _resolved([*constrained, f"{root}[office]", *_build_requirements(root)])
    development, more = _resolved([*constrained, f"{root}[dev]"])
    gpu, of_gpu = _resolved([*constrained, f"torch==={versions['torch']}"])
    only_gpu = {name: version for name, version in gpu.items() if name not in runtime}
    files = {
        RUNTIME: (runtime, "what the bot needs, and what builds it"),
        SLIM: (slim(root, runtime), "the same without what only other models than the shipped ones need"),
        DEVELOPMENT: (development, "what the bot needs, and its tests and tools"),
        GPU: (only_gpu, "what PyTorch's build for NVIDIA's GPUs needs beside them"),
    }
    hashes = _joined([found, more, of_gpu, _locked_before(root, development | gpu)])
    for further in itertools.chain([{}], _of_targets(development)):
        hashes = _joined([hashes, further])
        for name, (pinned, what) in files.items():
            (root / name).write_text(_lock(pinned, hashes, what), encoding="utf-8")
    return {name: len(pinned) for name, (pinned, _) in files.items()}


def slim(root: Path, runtime: Mapping[str, str]) -> dict[str, str]:
    """Of the versions in `runtime` those that the project needs while it reads with the models that it ships.

    What a package needs is read from those that are installed here.
    """
    with (root / "pyproject.toml").open("rb") as file:
        project: dict[str, Any] = tomllib.load(file)["project"]
    wanted = {_required(line) for line in [*project["dependencies"], *project["optional-dependencies"]["office"]]}
    kept: set[str] = set()
    pending = (wanted | {_required(line) for line in _build_requirements(root)}) - OTHER_MODELS
    while pending:
        name = pending.pop()
        kept.add(name)
        needed = importlib.metadata.requires(name) or []
        pending |= {_required(line) for line in needed if "extra ==" not in line} & runtime.keys() - kept
    return {name: version for name, version in runtime.items() if name in kept}


def _required(line: str) -> str:
    """The package that a requirement names."""
    return registry_name(re.split(r"[^\w.-]", line, maxsplit=1)[0])


def _build_requirements(root: Path) -> list[str]:
    """What builds the project's own wheel, so that pip need not fetch it unseen (--no-build-isolation)."""
    with (root / "pyproject.toml").open("rb") as file:
        return list(tomllib.load(file)["build-system"]["requires"])


def _locked_before(root: Path, versions: Mapping[str, str]) -> Hashes:
    """The hashes in the files as they stand, of these versions."""
    return _joined(
        {
            name: set(hashes)
            for name, (version, hashes) in read_lock(root / file).items()
            if versions.get(name) == version
        }
        for file in (RUNTIME, SLIM, DEVELOPMENT, GPU)
        if (root / file).exists()
    )


def registry_name(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_lock(path: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The version and the hashes of each package of a lock file, by its name there."""
    found = {}
    for entry in path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if entry.strip() and not entry.startswith("#"):
            pinned, *hashes = entry.split()
            name, _, version = pinned.partition("==")
            found[registry_name(name)] = (version, tuple(each.removeprefix("--hash=sha256:") for each in hashes))
    return found


def _versions(path: Path) -> dict[str, str]:
    pairs = (line.split("==") for line in path.read_text(encoding="utf-8").split())
    return {registry_name(name): version for name, version in pairs}


def _of_targets(pinned: Mapping[str, str]) -> Iterable[Hashes]:
    """What pip would take for each platform and Python; a package without a wheel for one is left out there."""
    for platforms in TARGETS.values():
        for python in PYTHONS:
            options = [f"--platform={each}" for each in platforms]
            wanted = dict(pinned)
            with tempfile.TemporaryDirectory() as folder:
                options += [f"--python-version={python}", "--only-binary=:all:", "--no-deps", f"--target={folder}"]
                while wanted:
                    try:
                        yield _resolved([*options, *(f"{name}=={version}" for name, version in wanted.items())])[1]
                        break
                    except RuntimeError as error:
                        missing = _MISSING.search(str(error))
                        if missing is None or wanted.pop(registry_name(missing[1]), None) is None:
                            raise


def _resolved(arguments: Sequence[str]) -> tuple[dict[str, str], Hashes]:
    """The versions and hashes of what pip would install, but this project itself."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed"]
        done = subprocess.run(  # noqa: S603 - pip, with our own arguments
            [*command, "--report", str(told), *arguments], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"pip: {done.stderr.strip()[-2000:]}")
        installs: list[dict[str, Any]] = json.loads(told.read_text(encoding="utf-8"))["install"]
    versions, hashes = {}, {}
    for each in installs:
        archive = each["download_info"].get("archive_info")
        if archive:
            name = registry_name(each["metadata"]["name"])
            versions[name] = each["metadata"]["version"].partition("+")[0]
            hashes[name] = {archive["hashes"]["sha256"]}
    return versions, hashes


def _joined(found: Iterable[Hashes]) -> Hashes:
    whole: Hashes = {}
    for each in found:
        for name, hashes in each.items():
            whole.setdefault(name, set()).update(hashes)
    return whole


def _lock(pinned: Mapping[str, str], hashes: Hashes, what: str) -> str:
    lines = [f"# Made by `make lock`: {what}. Install it with --require-hashes, and the project itself with --no-deps."]
    for name in sorted(pinned):
        entry = [f"{name}=={pinned[name]}", *(f"    --hash=sha256:{digest}" for digest in sorted(hashes[name]))]
        lines.append(" \\\n".join(entry))
    return "\n".join(lines) + "\n"
