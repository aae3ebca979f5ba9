"""Stored results: they are read with their settings, and none of them is out of date."""

import json
import shutil

import pytest

from helpers.course.measure.experiments import (
    find_experiments,
    fingerprint,
    run_experiment,
    stale_results,
)
from helpers.experiments.store import ExperimentError, stored
from tests.support import ROOT

EXPERIMENT = '''"""A tiny experiment."""

from helpers.scratch.ops import sigmoid

SEEDS = (0, 1)
SETTINGS = {"n": 3}


def run(seed, n):
    """Return one number."""
    return {"value": float(sigmoid(seed) * n)}
'''


@pytest.fixture
def folder(tmp_path):
    """A copy of what the experiment leads to, with the experiment and a stored result."""
    helpers = tmp_path / "helpers"
    skipped = shutil.ignore_patterns("__pycache__", "m[0-9]*")
    for name in ("scratch", "experiments"):
        shutil.copytree(ROOT / "helpers" / name, helpers / name, ignore=skipped)
    shutil.copy(ROOT / "helpers" / "__init__.py", helpers)
    package = helpers / "experiments" / "m99_tiny"
    package.mkdir()
    (package / "tiny.py").write_text(EXPERIMENT)
    store(helpers / "experiments")
    return helpers / "experiments"


def store(folder, **changed):
    record = {
        "settings": {"n": 3},
        "seeds": [0, 1],
        "seconds": 1234.5,
        "fingerprint": fingerprint(folder / "m99_tiny" / "tiny.py"),
        "results": [{"value": 1.5}, {"value": 2.2}],
    }
    path = folder.parents[1] / "data" / "results" / "tiny.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record | changed))
    return path


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_no_stored_result_of_the_course_is_out_of_date():
    assert list(stale_results()) == []


def test_a_result_comes_with_its_settings_and_says_where_it_is_from(folder):
    found = stored("tiny", folder)
    assert [one["value"] for one in found.results] == [1.5, 2.2]
    assert found.settings == {"n": 3}
    assert found.note() == (
        "Stored: 2 seeds, 1,234 s of computing; `course experiments tiny` runs it again."
    )
    assert list(stale_results(folder)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "stale"),
    [
        ("experiments/m99_tiny/tiny.py", '"n": 3', '"n": 4', True),
        ("experiments/m99_tiny/tiny.py", "SEEDS = (0, 1)", "SEEDS = (0, 1, 2)", True),
        ("experiments/m99_tiny/tiny.py", "A tiny", "A small", False),
        ("experiments/m99_tiny/tiny.py", "n):\n", "n):  # said\n", False),
        ("scratch/ops.py", "def sigmoid(", "def unused():\n    pass\n\n\ndef sigmoid(", True),
        ("scratch/attention.py", "import", "import os\nimport", False),
    ],
)
def test_a_result_is_stale_when_code_behind_it_or_its_settings_change(
    folder, file, old, new, stale
):
    change(folder.parent / file, old, new)
    assert bool(list(stale_results(folder))) is stale


def test_absent_damaged_and_unknown_results_are_named(folder):
    path = store(folder)
    path.write_text("{")
    with pytest.raises(ExperimentError, match="damaged; run: course experiments tiny"):
        stored("tiny", folder)
    path.rename(path.with_name("other.json"))
    with pytest.raises(ExperimentError, match="not there; run: course experiments tiny"):
        stored("tiny", folder)
    assert sorted("other.json" in line for line in stale_results(folder)) == [False, True]
    with pytest.raises(ExperimentError, match="no experiment 'nothing'; there are tiny"):
        find_experiments(["nothing"], folder)


def test_running_one_stores_what_every_seed_gave(folder, tmp_path, monkeypatch):
    class Tiny:
        SEEDS, SETTINGS = (0, 1), {"n": 3}
        run = staticmethod(lambda seed, n: {"value": seed + n})

    module = "helpers.course.measure.experiments"
    monkeypatch.setattr(f"{module}.experiment_files", lambda: {"tiny": folder / "m99_tiny/tiny.py"})
    monkeypatch.setattr(f"{module}.result_path", lambda name: tmp_path / "made.json")
    monkeypatch.setattr(f"{module}.importlib.import_module", lambda name: Tiny)
    said = []
    assert run_experiment("tiny", said.append) == tmp_path / "made.json"
    record = json.loads((tmp_path / "made.json").read_text())
    assert record["results"] == [{"value": 3}, {"value": 4}]
    assert record["seeds"] == [0, 1]
    assert len(said) == 2
    Tiny.run = staticmethod(lambda seed, n: {"value": float("nan")})
    with pytest.raises(ExperimentError, match="not plain data"):
        run_experiment("tiny", said.append)
