from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bot.lab.supply.bill import bill_of_materials
from bot.lab.supply.licences import NOTICES
from bot.lab.supply.locks import CONSTRAINTS, DEVELOPMENT, RUNTIME, SLIM, read_lock, registry_name

ROOT = Path(__file__).parents[4]


def constrained() -> dict[str, str]:
    lines = (ROOT / CONSTRAINTS).read_text().split()
    return {registry_name(line.partition("==")[0]): line.partition("==")[2] for line in lines}


@pytest.mark.parametrize("name", [RUNTIME, DEVELOPMENT])
def test_each_package_is_locked_at_one_version_with_hashes_and_without_an_address(name: str) -> None:
    locked = read_lock(ROOT / name)
    assert len(locked) > 70
    for version, hashes in locked.values():
        assert version
        assert hashes
        assert all(re.fullmatch("[0-9a-f]{64}", each) for each in hashes)
    assert "://" not in (ROOT / name).read_text()


def test_the_locks_hold_what_the_constraints_name() -> None:
    locked = {name: version for name, (version, _) in read_lock(ROOT / DEVELOPMENT).items()}
    assert constrained().items() <= locked.items()
    runtime = read_lock(ROOT / RUNTIME)
    assert runtime.keys() <= locked.keys()
    assert {name: version for name, (version, _) in runtime.items()}.items() <= locked.items()


@pytest.mark.parametrize("name", [RUNTIME, SLIM, DEVELOPMENT])
def test_what_a_locked_package_requires_is_locked_too(name: str) -> None:
    """Else pip refuses the whole file: with hashes, nothing may come unseen."""
    locked, missing = read_lock(ROOT / name), []
    for each in locked:
        for line in metadata.requires(each) or []:
            required = Requirement(line)
            if required.marker is None or required.marker.evaluate({"extra": ""}):
                missing += [f"{each}: {line}"] * (registry_name(required.name) not in locked)
    assert missing == []


def test_the_bill_names_every_package_with_licence_and_hashes_and_every_file_of_weights() -> None:
    bill = json.loads(bill_of_materials(ROOT))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    packages = {each["name"]: each for each in bill["components"] if each["type"] == "library"}
    assert packages.keys() == read_lock(ROOT / RUNTIME).keys()
    assert all(each["licenses"][0]["license"]["name"] for each in packages.values())
    assert all(each["externalReferences"] for each in packages.values())
    models = {each["name"] for each in bill["components"] if each["type"] == "machine-learning-model"}
    assert {
        "multilingual-e5-small",
        "reader_lists",
        "reader_adapters",
        "reader",
        "succession",
        "questions",
        "kinds",
    } <= models
    references = [each["bom-ref"] for each in bill["components"]]
    assert len(references) == len(set(references))
    assert str(ROOT) not in json.dumps(bill)


def test_the_notices_list_every_package_with_its_version() -> None:
    page = (ROOT / NOTICES).read_text()
    for name, (version, _) in read_lock(ROOT / RUNTIME).items():
        assert re.search(rf"^\| {re.escape(name)} \| {re.escape(version)} \| \S", page, re.MULTILINE), name
