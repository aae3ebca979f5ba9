"""Where the course opens without a setup by hand: dev containers, Binder, and its pages on GitHub.

None of these services is asked: the files are held against what the course has.
"""

import json
import os
import re
import subprocess
import tomllib

import yaml
from packaging.specifiers import SpecifierSet

from tests.support import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
SUPPORTED = SpecifierSet(PROJECT["requires-python"])
MAKEFILE = (ROOT / "Makefile").read_text()


def has_target(command):
    """Return whether a command is `make` and targets that the Makefile has."""
    program, *targets = command.split()
    return program == "make" and all(re.search(rf"^{t}:", MAKEFILE, re.MULTILINE) for t in targets)


def test_the_dev_container_sets_up_as_everywhere_else():
    config = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    image, _, version = config["image"].rpartition(":")
    assert image == "mcr.microsoft.com/devcontainers/python"
    assert SUPPORTED.contains(f"{version}.0")
    assert has_target(config["postCreateCommand"])
    assert config["forwardPorts"] == [int(re.search(r"^PORT \?= (\d+)", MAKEFILE, re.MULTILINE)[1])]
    settings = config["customizations"]["vscode"]["settings"]
    assert settings["python.defaultInterpreterPath"].endswith("/.venv/bin/python")


def test_binder_has_a_python_and_a_step_that_installs_the_pinned_course():
    folder = ROOT / ".binder"
    version = (folder / "runtime.txt").read_text().strip().removeprefix("python-")
    assert SUPPORTED.contains(f"{version}.0")
    step = folder / "postBuild"
    assert os.access(step, os.X_OK)
    assert subprocess.run(["sh", "-n", step], check=False).returncode == 0
    installs = [line for line in step.read_text().splitlines() if "pip install" in line]
    assert len(installs) == 3
    assert all("-c constraints.txt" in line for line in installs)
    assert installs[-1].endswith("-e .")
    # Another file of these names would be taken instead of the two.
    assert {path.name for path in folder.iterdir()} == {"runtime.txt", "postBuild"}


def test_the_pages_are_built_by_make_and_published_from_where_it_writes():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "site.yml").read_text())
    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    (job,) = workflow["jobs"].values()
    steps = {step.get("uses", "make").partition("@")[0]: step for step in job["steps"]}
    assert has_target(steps["make"]["run"])
    assert "COURSE_REPOSITORY" in steps["make"]["env"]
    assert steps["actions/upload-pages-artifact"]["with"]["path"] == "build/site/html"
    assert SUPPORTED.contains(steps["actions/setup-python"]["with"]["python-version"] + ".0")
    assert job["environment"]["url"] == "${{ steps.deployment.outputs.page_url }}"
    assert steps["actions/deploy-pages"]["id"] == "deployment"
