"""The software bill of materials, as CycloneDX 1.6: every package of the lock file, and every file of weights."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from pathlib import Path
from typing import Any

from bot.cli.running.versions import shipped_weights
from bot.lab.supply.licences import licence_of
from bot.lab.supply.locks import RUNTIME, read_lock
from index.encoder.packaged.base_model import PACKAGE, SHA256, VERSION, WEIGHTS

_OWN = "MIT"


def bill_of_materials(root: Path) -> str:
    """The bill as JSON. It tells nothing of this machine and of no time: the same lock gives the same bill."""
    locked = read_lock(root / RUNTIME)
    project = {"type": "application", "bom-ref": "fvm-svar", "name": "fvm-svar",
               "version": importlib.metadata.version("fvm-svar"), "licenses": [{"license": {"id": _OWN}}]}  # fmt: skip
    components = [_package(name, version, hashes) for name, (version, hashes) in locked.items()]
    components += [_base_model(), *_own_weights(root), *_own_data(root)]
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": project},
        "components": components,
        "dependencies": [{"ref": "fvm-svar", "dependsOn": [each["bom-ref"] for each in components]}],
    }
    return json.dumps(bill, indent=2, ensure_ascii=False) + "\n"


def _package(name: str, version: str, hashes: tuple[str, ...]) -> dict[str, Any]:
    """A package; each file that the lock allows of it is one hash."""
    address = f"pkg:pypi/{name}@{version}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "purl": address,
        "licenses": [{"license": {"name": licence_of(name)}}],
        "externalReferences": [
            {"type": "distribution", "url": address, "hashes": [{"alg": "SHA-256", "content": digest}]}
            for digest in hashes
        ],
    }


def _base_model() -> dict[str, Any]:
    return _model("multilingual-e5-small", f"{PACKAGE}-{VERSION}", SHA256, f"{WEIGHTS} in the package {PACKAGE}")


def _own_weights(root: Path) -> list[dict[str, Any]]:
    return [
        _model(each.path.stem, each.label or "1", each.sha256, each.path.relative_to(root).as_posix())
        for each in shipped_weights()
    ]


def _model(name: str, version: str, digest: str, place: str) -> dict[str, Any]:
    return {
        "type": "machine-learning-model",
        "bom-ref": f"weights/{name}",
        "name": name,
        "version": version,
        "description": place,
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "licenses": [{"license": {"id": _OWN}}],
    }


def _own_data(root: Path) -> list[dict[str, Any]]:
    """The shelf that is shipped; the digest is over its files by name."""
    whole = hashlib.sha256()
    for path in sorted((root / "corpus" / "bulletins").glob("*.md")):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return [{
        "type": "data", "bom-ref": "data/bulletins", "name": "bulletins", "description": "corpus/bulletins",
        "hashes": [{"alg": "SHA-256", "content": whole.hexdigest()}], "licenses": [{"license": {"id": _OWN}}],
    }]  # fmt: skip
