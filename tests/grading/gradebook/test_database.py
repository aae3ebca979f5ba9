"""A new gradebook is the database that nbgrader itself would make."""

from pathlib import Path

from nbgrader.api import Gradebook
from sqlalchemy import create_engine, inspect, text

from helpers.common.nbgrader_settings import read_settings
from helpers.grading.assignment import read_assignment
from helpers.grading.gradebook import write
from helpers.grading.gradebook.read import read_roster
from helpers.grading.gradebook.write import ClassGradebook
from tests.support.grading.nbgrader_class import programs_on_path
from tests.support.grading.small_class import SLUG, lay_out, new_version

FULL = 2  # as SQLite numbers it: after each transaction the disk has it


def test_a_new_database_is_the_one_that_nbgrader_makes(tmp_path, monkeypatch):
    root, theirs = lay_out(tmp_path / "course"), tmp_path / "theirs.db"
    monkeypatch.setenv("PATH", programs_on_path())
    Gradebook(f"sqlite:///{theirs}").close()
    monkeypatch.delattr("nbgrader.api.get_alembic_version")  # which starts alembic as a program
    with opened(root):
        made = read_settings(root).course.db_url
    assert described(made) == described(f"sqlite:///{theirs}")


def test_only_the_first_module_is_entered_without_waiting_for_the_disk(tmp_path, monkeypatch):
    waited, without = [], write._without_waiting
    monkeypatch.setattr(write, "_without_waiting", lambda: waited.append(False) or without())
    root = lay_out(tmp_path / "course")
    with opened(root) as book:
        assert book.book.db.execute(text("PRAGMA synchronous")).scalar() == FULL
    assert waited == [False]
    new_version(root)
    with opened(root) as book:  # entered again
        assert book.book.db.execute(text("PRAGMA synchronous")).scalar() == FULL
    assert waited == [False]


def test_reading_the_roster_of_an_empty_database_starts_no_program_either(tmp_path, monkeypatch):
    root = lay_out(tmp_path / "course")
    file = Path(read_settings(root).course.db_url.removeprefix("sqlite:///"))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()  # as a server's database is there before its tables
    monkeypatch.delattr("nbgrader.api.get_alembic_version")
    assert read_roster(root).people == {}


def test_the_number_of_an_older_database_stays(tmp_path):
    root = lay_out(tmp_path / "course")
    url = read_settings(root).course.db_url
    with opened(root):
        pass
    set_number(url, "older")
    with opened(root):
        pass
    assert described(url)["number"] == "older"


def opened(root):
    return ClassGradebook(read_settings(root), read_assignment(root, SLUG))


def described(url):
    """Return a database's tables with their columns, and the number of its schema."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = inspect(connection)
        tables = {
            name: [(column["name"], str(column["type"])) for column in found.get_columns(name)]
            for name in found.get_table_names()
        }
        number = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    engine.dispose()
    return {"tables": tables, "number": number}


def set_number(url, number):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": number})
    engine.dispose()
