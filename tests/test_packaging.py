"""What no unit test runs: the image, the compose file, the constraints, the Makefile."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from service.config import Settings

_ROOT = Path(__file__).resolve().parent.parent
_PROJECT: dict[str, Any] = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_DOCKERFILE = (_ROOT / "Dockerfile").read_text("utf-8")
_SETTINGS = {f"TICKMARK_{name.upper()}" for name in Settings.model_fields}


def _compose() -> dict[str, Any]:
    loaded = yaml.safe_load((_ROOT / "compose.yaml").read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _constraints() -> dict[str, str]:
    lines = (_ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pins}


def _requirements() -> list[Requirement]:
    extras = _PROJECT["optional-dependencies"].values()
    return [Requirement(line) for line in (*_PROJECT["dependencies"], *sum(extras, []))]


def test_every_requirement_and_what_it_needs_is_pinned() -> None:
    pins = _constraints()
    todo = _requirements()
    seen: set[tuple[str, frozenset[str]]] = set()
    unpinned: set[str] = set()
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        key = (name, frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        if name not in pins:
            unpinned.add(name)
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # an extra that is not installed: its pin is enough
            continue
        for line in needs:
            needed = Requirement(line)
            extras = requirement.extras or {""}
            if needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in {*extras, ""}
            ):
                todo.append(needed)
    # What torch needs is its build's: a GPU build brings its libraries at its own versions.
    assert {name for name in unpinned if not name.startswith(("nvidia", "cuda", "triton"))} == set()
    assert len(seen) > 100


def test_everything_that_is_imported_is_declared() -> None:
    """A package that only comes along with another may stop to do so."""
    declared = {canonicalize_name(requirement.name) for requirement in _requirements()}
    homes = metadata.packages_distributions()
    rooms = {"ingest", "service", "prompts", "evals", "samples", "tests", "fake_openai"}
    undeclared: dict[str, str] = {}
    for room in ("ingest", "service", "prompts", "evals", "samples"):
        for path in (_ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                names = []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    names = [node.module or ""]
                for name in (full.partition(".")[0] for full in names):
                    if name in sys.stdlib_module_names or name in rooms:
                        continue
                    if not declared & {canonicalize_name(home) for home in homes.get(name, [])}:
                        undeclared[name] = path.relative_to(_ROOT).as_posix()
    assert undeclared == {}


def test_pins_are_whole_versions_without_a_build_suffix() -> None:
    for name, version in _constraints().items():
        assert re.fullmatch(r"\d[\w.]*", version), f"{name}=={version}"


def test_everything_the_image_copies_exists_and_is_let_in() -> None:
    ignore = (_ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", _DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert {"ingest", "service", "prompts", "evals", "pyproject.toml"} <= set(copied)
    for source in copied:
        assert (_ROOT / source).exists(), source
        assert f"!{source}" in ignore, source


def test_the_image_copies_every_package_of_the_wheel() -> None:
    pyproject = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))
    for package in pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        assert f"COPY {package} {package}" in _DOCKERFILE


def test_the_image_installs_dependencies_before_code_and_runs_without_root() -> None:
    assert _DOCKERFILE.index("-c constraints.txt") < _DOCKERFILE.index("COPY ingest")
    last_stage = _DOCKERFILE[_DOCKERFILE.rindex("FROM ") :]
    assert re.search(r"^USER tickmark$", last_stage, re.MULTILINE)
    assert "/healthz" in last_stage
    assert re.search(r"^VOLUME /data$", last_stage, re.MULTILINE)


@pytest.mark.parametrize("text", [_DOCKERFILE, (_ROOT / "compose.yaml").read_text("utf-8")])
def test_every_setting_that_is_named_exists(text: str) -> None:
    named = set(re.findall(r"TICKMARK_[A-Z_]+", text))
    assert named
    assert named <= _SETTINGS


def test_compose_waits_for_stores_that_say_they_are_well() -> None:
    services = _compose()["services"]
    needed = services["tickmark"]["depends_on"]
    assert set(needed) == {"chroma", "postgres"}
    for name, condition in needed.items():
        assert condition == {"condition": "service_healthy"}
        assert services[name]["healthcheck"]["test"]
    for service in services.values():
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in _compose()["volumes"]
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")  # there is no log-in


def test_the_chroma_server_is_of_the_clients_version() -> None:
    assert _compose()["services"]["chroma"]["image"].endswith(":" + _constraints()["chromadb"])


def test_the_readmes_commands_are_targets() -> None:
    makefile = (_ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    readme = (_ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)\b", readme))
    assert {"demo", "test"} <= named
    assert named <= targets


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("target", ["demo", "test", "check", "bench"])
def test_a_target_runs_what_exists(target: str) -> None:
    shown = subprocess.run(
        ["make", "--dry-run", target], cwd=_ROOT, capture_output=True, text=True, timeout=30
    )
    assert shown.returncode == 0, shown.stderr
    for path in re.findall(r"samples/\w+", shown.stdout):
        assert (_ROOT / path).exists()


def test_ci_runs_the_readmes_test_command() -> None:
    script = _ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text("utf-8").rstrip().endswith("exec make test")
    checked = subprocess.run(["bash", "-n", str(script)], capture_output=True, timeout=30)
    assert checked.returncode == 0


def test_the_licence_is_whole() -> None:
    text = (_ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
