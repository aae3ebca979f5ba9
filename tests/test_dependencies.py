"""pyproject.toml, constraints.txt, environment.yml and what is installed say the same."""

import re
import tomllib
from importlib import metadata

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.support import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
REQUIREMENT = re.compile(r"([A-Za-z0-9_-]+)>=([0-9.]+)(?:,<([0-9.]+))?")
CONDA_NAMES = {"torch": "pytorch"}
NOT_ON_CONDA_FORGE = {"math-core"}  # pip installs these into the conda environment
# The pins are those of Linux; elsewhere these come along, and a machine without them is no worse.
PLATFORM_BOUND = {"appnope", "colorama", "pywin32", "pywin32-ctypes", "pywinpty", "win32-setctime"}


def requirements():
    """Return name -> (lower bound, upper bound or None) of every direct dependency."""
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    for line in [*PROJECT["dependencies"], *extras]:
        name, low, high = REQUIREMENT.fullmatch(line).groups()
        yield name.lower(), low, high


def pins():
    """Return name -> version of every line of constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return dict(re.fullmatch(r"([\w.-]+)==([0-9][\w.]*)", line).groups() for line in lines)


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def number(version):
    return [int(part) for part in version.split(".")]


def test_constraints_are_plain_sorted_pins():
    names = [canonical(name) for name in pins()]
    assert names == sorted(names)
    assert len(names) == len(set(names))


def test_every_dependency_is_pinned_within_its_bounds():
    versions = {canonical(name): version for name, version in pins().items()}
    for name, low, high in requirements():
        assert number(versions[name]) >= number(low), name
        assert high is None or number(versions[name]) < number(high), name


def comes_with_the_platform(name, parent):
    """Tell whether a package is needed only by this machine's system or build of PyTorch.

    pip's PyTorch for Linux needs its GPU libraries, the build for the CPU alone does not.
    """
    pinned = {canonical(pin) for pin in pins()}
    return name not in pinned and (parent == "torch" or name in PLATFORM_BOUND)


def needed():
    """Return the names of all that the course needs on every machine, directly or not."""
    todo, seen = [Requirement(f"{PROJECT['name']}[site,test]")], set()
    while todo:
        requirement = todo.pop()
        key = (canonical(requirement.name), *sorted(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        for line in metadata.requires(requirement.name) or []:
            deeper = Requirement(line)
            if comes_with_the_platform(canonical(deeper.name), key[0]):
                continue
            extras = requirement.extras or {""}
            if not deeper.marker or any(deeper.marker.evaluate({"extra": e}) for e in extras):
                todo.append(deeper)
    return {key[0] for key in seen} - {PROJECT["name"]}


def test_what_is_installed_is_what_is_pinned():
    versions = {canonical(name): version for name, version in pins().items()}
    installed = {name: metadata.version(name).split("+")[0] for name in needed()}
    assert len(installed) > len(PROJECT["dependencies"])
    assert installed == {name: versions.get(name, "not pinned") for name in installed}


@pytest.mark.parametrize(
    ("parent", "line"),
    [
        ("torch", "nvidia-cudnn-cu13==9.20; platform_system != 'nowhere'"),
        ("torch", "cuda-toolkit[cublas,cudart]==13.0"),
        ("torch", "triton==3.7"),
        ("ipykernel", "appnope>=0.1.2"),
    ],
)
def test_what_only_this_platform_needs_is_not_asked_for(monkeypatch, parent, line):
    requires = metadata.requires
    more = {parent: [line]}
    monkeypatch.setattr(
        metadata, "requires", lambda name: (requires(name) or []) + more.get(name, [])
    )
    everywhere = needed()
    assert canonical(Requirement(line).name) not in everywhere
    assert {parent, "numpy", "sympy"} <= everywhere


def test_a_forgotten_pin_is_still_noticed(monkeypatch):
    fewer = {name: version for name, version in pins().items() if name != "tornado"}
    monkeypatch.setitem(globals(), "pins", lambda: fewer)
    assert "tornado" in needed()


def test_the_conda_route_has_the_same_set():
    lines = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    versions = {canonical(name): version for name, version in pins().items()}
    direct = {line.split(">=")[0] for line in PROJECT["dependencies"]}
    wanted = [
        f"{CONDA_NAMES.get(name, name)}>={low},<={versions[name]}"
        for name, low, _ in requirements()
        if name in direct
    ]
    by_pip = [line for line in wanted if line.split(">=")[0] in NOT_ON_CONDA_FORGE]
    by_conda = [line for line in wanted if line not in by_pip]
    assert lines.pop() == {"pip": [*by_pip, "-e ."]}
    assert lines == ["python>=3.11,<3.14", "pip", *by_conda]
    assert PROJECT["requires-python"] == ">=3.11"


def test_every_dependency_has_its_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text()
    for name, *_ in requirements():
        assert re.search(rf'^    "{name}>=.*",  # \S', text, re.MULTILINE | re.IGNORECASE), name


def test_every_pin_installs_on_the_oldest_python_that_the_course_asks_for():
    oldest = PROJECT["requires-python"].removeprefix(">=") + ".0"
    for name in pins():
        wanted = metadata.metadata(name).get("Requires-Python") or ""
        assert SpecifierSet(wanted).contains(oldest), f"{name} wants Python {wanted}"
