"""The gradebook may be a PostgreSQL server: a real one, started here, is filled as SQLite is."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.support.grading.small_class import (
    ESSAY,
    SLUG,
    everything,
    grade,
    grader_of,
    hand_in,
    in_this_process,
    lay_out,
    new_version,
)

PROGRAMS = ("initdb", "pg_ctl", "postgres")
pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        not all(map(shutil.which, PROGRAMS)), reason="no PostgreSQL (initdb, pg_ctl) on PATH"
    ),
]


@pytest.fixture(scope="module")
def server():
    """Start a server that only this test can reach, on a socket in a folder; return its URL."""
    # Servers refuse to run as root.
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # a socket's path must be short
    if os.geteuid() == 0:
        shutil.chown(folder, user)

    def run(*words):
        done = subprocess.run(
            words,
            user=user if os.geteuid() == 0 else None,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        run("initdb", "-D", folder / "data", "-A", "trust", "-U", "rnn", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run("pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg2://rnn@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", folder / "data", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def courses(server, tmp_path_factory):
    """The same class twice, once with each database."""
    roots = []
    for name in ("sqlite", "postgres"):
        root = lay_out(tmp_path_factory.mktemp("course") / name)
        hand_in(root, "Anna Müller", "right", "right", essay=ESSAY)
        hand_in(root, "ben", "half", "right", time="2026-01-02 03:04:05 UTC")
        hand_in(root, "cleo")
        roots.append(root)
    with (roots[1] / "nbgrader_config.py").open("a") as file:
        file.write(f'c.CourseDirectory.db_url = "{server}"\n')
    return roots


def test_a_class_is_graded_the_same_in_both_databases(courses, monkeypatch):
    in_this_process(monkeypatch)
    sqlite, postgres = courses
    for root in courses:
        assert grade(root).graded == 3
    assert not (postgres / "grading" / "gradebook.db").exists()
    assert everything(postgres)[0] == everything(sqlite)[0]
    assert set(everything(postgres)[0]) == {"Anna Müller", "ben", "cleo"}
    assert grade(postgres).skipped == 3
    for root in courses:
        new_version(root)
        done = grade(root, ask=lambda changes: True, grader=grader_of(root, better=True))
        assert done.graded == 3
    assert everything(postgres)[0] == everything(sqlite)[0]
    assert SLUG in str(list(everything(postgres)[1]))
