"""pyproject.toml, constraints.txt, environment.yml and what is installed say the same."""

import re
import sys
import tomllib
from functools import cache
from importlib import metadata

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from helpers.course import environment
from tests.support import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
REQUIREMENT = re.compile(r"([A-Za-z0-9_-]+)>=([0-9.]+)(?:,<([0-9.]+))?")
CONDA_NAMES = {"torch": "pytorch"}
NOT_ON_CONDA_FORGE = {"math-core"}  # pip installs these into the conda environment
# Where the course runs: each Python on each system, as the markers of requirements name them.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "linux": ("linux", "Linux", "posix", "x86_64"),
    "macOS": ("darwin", "Darwin", "posix", "arm64"),
    "Windows": ("win32", "Windows", "nt", "AMD64"),
}


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
    versions = pinned()
    for name, low, high in requirements():
        assert number(versions[name]) >= number(low), name
        assert high is None or number(versions[name]) < number(high), name


def markers(system, python):
    """Return what a requirement's markers are compared with on a system, under a Python."""
    sys_platform, platform_system, os_name, machine = SYSTEMS[system]
    return {
        "sys_platform": sys_platform,
        "platform_system": platform_system,
        "os_name": os_name,
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.0",
    }


def needed(system="linux", python="3.11"):
    """Return the names of all that the course needs there, directly or not.

    What is not installed here is a leaf. PyTorch names its GPU libraries' versions itself.
    """
    where = markers(system, python)
    todo, seen = [Requirement(f"{PROJECT['name']}[site,test]")], set()
    while todo:
        requirement = todo.pop()
        key = (canonical(requirement.name), *sorted(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        for deeper in requires(requirement.name):
            if key[0] == "torch" and canonical(deeper.name) not in pinned():
                continue
            extras = requirement.extras or {""}
            asked = (deeper.marker.evaluate({**where, "extra": e}) for e in extras if deeper.marker)
            if not deeper.marker or any(asked):
                todo.append(deeper)
    return {key[0] for key in seen} - {PROJECT["name"]}


@cache
def requires(name):
    """Return the requirements of a package; of one that is not installed here, none."""
    try:
        return [Requirement(line) for line in metadata.requires(name) or []]
    except metadata.PackageNotFoundError:
        return []


def pinned():
    return {canonical(name): version for name, version in pins().items()}


def test_what_is_installed_is_what_is_pinned():
    system = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, "linux")
    names = needed(system, "{}.{}".format(*sys.version_info))
    installed = {name: metadata.version(name).split("+")[0] for name in names}
    assert len(installed) > len(PROJECT["dependencies"])
    assert installed == {name: pinned().get(name, "not pinned") for name in installed}


def test_the_pins_are_all_that_some_python_on_some_system_needs():
    everywhere = {
        name for system in SYSTEMS for python in PYTHONS for name in needed(system, python)
    }
    assert everywhere == set(pinned())


@pytest.mark.parametrize(
    ("system", "name", "there"),
    [
        *(("Windows", "colorama", True), ("Windows", "pexpect", False)),
        *(("Windows", "pywinpty", True), ("linux", "pywinpty", False)),
        *(("macOS", "appnope", True), ("linux", "pexpect", True)),
    ],
)
def test_each_system_has_packages_of_its_own(system, name, there):
    assert (name in needed(system, "3.14")) == there


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("nvidia-cudnn-cu13==9.20; platform_system != 'nowhere'", False),
        ("cuda-toolkit[cublas,cudart]==13.0", False),
        ("tornado>=6", True),
    ],
)
def test_what_only_one_build_of_pytorch_needs_is_not_asked_for(monkeypatch, line, named):
    more = [*requires("torch"), Requirement(line)]
    known = requires
    monkeypatch.setitem(globals(), "requires", lambda n: more if n == "torch" else known(n))
    everywhere = needed()
    assert (canonical(Requirement(line).name) in everywhere) == named
    assert {"torch", "numpy", "sympy"} <= everywhere


def test_a_forgotten_pin_is_still_noticed(monkeypatch):
    fewer = {name: version for name, version in pins().items() if name != "tornado"}
    monkeypatch.setitem(globals(), "pins", lambda: fewer)
    assert "tornado" in needed()


def test_the_conda_route_has_the_same_set():
    lines = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    versions = pinned()
    direct = {line.split(">=")[0] for line in PROJECT["dependencies"]}
    wanted = [
        f"{CONDA_NAMES.get(name, name)}>={low},<={versions[name]}"
        for name, low, _ in requirements()
        if name in direct
    ]
    by_pip = [line for line in wanted if line.split(">=")[0] in NOT_ON_CONDA_FORGE]
    by_conda = [line for line in wanted if line not in by_pip]
    assert lines.pop() == {"pip": [*by_pip, "-e ."]}
    assert lines == ["python>=3.11,<3.15", "pip", *by_conda]


def test_every_place_names_the_same_pythons():
    assert PROJECT["requires-python"] == ">=3.11,<3.15"
    assert PYTHONS[0] == "{}.{}".format(*environment.OLDEST)
    assert PYTHONS[-1] == "{}.{}".format(*environment.NEWEST)
    span = f"Python {PYTHONS[0]} to {PYTHONS[-1]}"
    for name in ("README.md", "Makefile"):
        assert span in (ROOT / name).read_text(encoding="utf-8"), name


def test_every_dependency_has_its_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text()
    for name, *_ in requirements():
        assert re.search(rf'^    "{name}>=.*",  # \S', text, re.MULTILINE | re.IGNORECASE), name


def test_every_pin_installs_on_the_oldest_python_that_the_course_asks_for():
    for name in needed():
        wanted = metadata.metadata(name).get("Requires-Python") or ""
        assert SpecifierSet(wanted).contains(f"{PYTHONS[0]}.0"), f"{name} wants Python {wanted}"
