"""Turns attacks into submissions, grades them, and watches what they do to the host."""

import functools
import importlib
import json
import os
import sqlite3
import sys
import sysconfig
import threading
from pathlib import Path

import nbformat
import psutil

from helpers.grading.assignment import read_assignment, read_instructor_notebook
from helpers.grading.batch.find import Submission, read_submission
from helpers.grading.judging.grade import grade_answers
from helpers.grading.judging.module_checks import template_for
from helpers.grading.sandbox.inside.limits import Limits
from helpers.grading.submission.rebuild import make_notebook, read_answers
from tests.grading.attacks.attack import with_wrong_answer
from tests.support import ROOT

TABLES = """
cheats endings escapes files floods forgeries leftovers lies loops notebooks patches processes
resources results searches
""".split()
KINDS = {name: importlib.import_module(f"tests.grading.attacks.{name}").ATTACKS for name in TABLES}
ATTACKS = {name: attack for table in KINDS.values() for name, attack in table.items()}
FIRST = "00_start_here"
LIMITS = Limits()._replace(seconds=20.0, cpu_seconds=20, memory_mb=256)
SHORT = LIMITS._replace(seconds=1.0, wall_seconds=6.0)  # for those that wait for the deadline
CANARY = "canary-of-the-instructor"
# What a cell prints is not shown: attacks say it here, and print all of it when they are called.
SAYING = """told = []


def say(*words):
    told.append(" ".join(map(str, words)))
"""
SOCKETS = """import os
import stat


def sockets():
    found = []
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                found.append(fd)
        except OSError:
            pass
    return found
"""
TOOLS = {"told": SAYING, "sockets(": SOCKETS}  # what texts that hold the word are given
RIGHT = {
    "one_hot": "def one_hot(ids, V):\n    return np.eye(V)[ids]\n",
    "next_token_pairs": "def next_token_pairs(ids):\n    return ids[:-1], ids[1:]\n",
}


@functools.cache
def assignment():
    """Return what the module asks for."""
    return read_assignment(ROOT, FIRST)


def make_course(folder):
    """Make what an instructor's course folder holds, and a file that no submission should see."""
    (folder / "solutions").mkdir(parents=True)
    solved = folder / "solutions" / FIRST / f"{FIRST}.ipynb"
    solved.parent.mkdir()
    solved.write_bytes((ROOT / "solutions" / FIRST / f"{FIRST}.ipynb").read_bytes())
    make_canary(folder)
    base = sqlite3.connect(folder / "gradebook.db")
    base.execute("CREATE TABLE grade (auto_score REAL, manual_score REAL)")
    base.execute("INSERT INTO grade VALUES (0, 0)")
    base.commit()
    base.close()
    return folder


def make_canary(folder):
    """Put a file into a folder that no submission should ever see."""
    (folder / CANARY).write_text("an instructor's secret")


# ----------------------------------------------------------------- handing in and grading


def notebook_of(texts, own=()):
    """Make the notebook of a student who wrote these answers, and cells of their own above."""
    path = ROOT / "notebooks" / FIRST / f"{FIRST}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for name, text in (RIGHT | texts).items():
        for cell in notebook["cells"]:
            if cell["id"] == f"answer-{name}":
                cell["source"] = text
    first = next(i for i, cell in enumerate(notebook["cells"]) if cell["id"].startswith("answer-"))
    used = " ".join(texts.values())
    own = [*(tool for word, tool in TOOLS.items() if word in used), *own]
    made = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"][first:first] = [
        made | {"id": f"mine-{i}", "source": text} for i, text in enumerate(own)
    ]
    return notebook


def hand_in(attack, folder, course):
    """Write the attack's submission into a folder that exists and is empty."""
    notebook = notebook_of(attack.answers, attack.own_cells)
    if attack.notebook is not None:
        notebook = attack.notebook(notebook)
    text = json.dumps(notebook)
    if attack.files is not None:
        attack.files(folder, text, course)
    else:
        (folder / f"{FIRST}.ipynb").write_text(text, encoding="utf-8")


def finder_of(attack):
    """Return the answers of the student who is graded after it, and looks for what it left."""
    return {"one_hot": with_wrong_answer(attack.finder)}


def grade_folder(folder, limits=LIMITS):
    """Grade a submission's folder as a class's submissions are graded; no seconds in the result."""
    module = assignment()
    answers = read_submission(Submission("attacker", folder), module)
    result = grade_read(answers, module, limits)
    made = make_notebook(instructors_notebook(), answers, result)
    nbformat.validate(made)
    return result


@functools.cache
def instructors_notebook():
    """Return the notebook that the answers are put into."""
    return read_instructor_notebook(ROOT, FIRST)


def grade_texts(texts):
    """Grade the answers of an ordinary student of the first module."""
    text = json.dumps(notebook_of(texts))
    return grade_read(read_answers(text.encode(), assignment()), assignment(), LIMITS)


def grade_read(answers, module, limits):
    """Grade in the template that this process keeps, whatever the deadline."""
    template = template_for(module, LIMITS)
    return without_seconds(grade_answers(answers, module, template, limits))


def without_seconds(result):
    """Leave out what differs between two gradings of the same submission."""
    if isinstance(result, dict):
        return {key: without_seconds(x) for key, x in result.items() if key != "seconds"}
    return [without_seconds(x) for x in result] if isinstance(result, list) else result


def points(result):
    """Return the points of each exercise."""
    return {name: exercise["points"] for name, exercise in result["exercises"].items()}


def shown(result):
    """Return all that a submission printed and was told, as one text."""
    parts = [*result["exercises"].values(), *result.get("checks", {}).values()]
    return "\n".join(f"{part.get('printed')}\n{part.get('message')}" for part in parts)


# ----------------------------------------------------------------- the host


def traces(*more):
    """List what attacks left behind in the folders that they may know of."""
    places = {
        Path("/"),
        Path("/tmp"),
        Path("/var/tmp"),
        Path("/dev/shm"),
        Path("/usr"),
        Path("/etc"),
    }
    places |= {Path.home(), Path.cwd(), ROOT, ROOT / "helpers", ROOT / "helpers" / "checks", *more}
    places |= {Path(p) for p in [*sys.path, *sysconfig.get_paths().values()] if p}
    found = []
    for place in places:
        names = os.listdir(place) if place.is_dir() else []
        odd = (".ipython", "sitecustomize.py", "usercustomize.py") if place == Path.home() else ()
        found += [
            f"{place}/{n}" for n in names if "attack-was" in n or "attack_was" in n or n in odd
        ]
    return sorted(found)


def contents(folder):
    """Return every file of a tree, with its bytes and rights."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def descendants():
    """Return the processes that this one has started, directly or not, and that still run."""
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except psutil.NoSuchProcess:
            pass
    return found


def memory_now():
    """Return the megabytes held by our descendants and by all shared files."""
    held = 0
    for pid in descendants():
        try:
            text = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue
        held += sum(_kilobytes(text, name) for name in ("RssAnon:", "VmSwap:"))
    return (held + _kilobytes(Path("/proc/meminfo").read_text(), "Shmem:")) / 1024


def _kilobytes(text, name):
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(name)), 0)


class PeakMemory:
    """Measures, if asked to, the most memory that grading in the block took on the host, in MB."""

    def __init__(self, asked):
        self._asked = asked

    def __enter__(self):
        self.before = self.most = memory_now()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def _watch(self):
        while self._asked and not self._over.wait(0.02):
            self.most = max(self.most, memory_now())

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    @property
    def rise(self):
        """How far the most lies above what was held before."""
        return self.most - self.before
