"""A .zip of a submission is read in memory, with limits; other archives are named."""

import stat
import zipfile
from io import BytesIO

import pytest

from helpers.grading.submission import archives
from helpers.grading.submission.archives import notebooks_in
from helpers.grading.submission.files import take_in, take_in_file
from tests.grading.submission.test_intake import ASSIGNMENT, FILLED, NAME, OTHER, RELEASED, put
from tests.support.grading.odd_submissions import zipped


@pytest.mark.parametrize("name", ["work.zip", "WORK.ZIP", NAME])
@pytest.mark.parametrize("inside", [NAME, f"my work/{NAME}", "a\\b.IPYNB"])
def test_an_archive_of_one_notebook_is_a_submission(tmp_path, name, inside):
    beside = {"__MACOSX/._a.ipynb": b"x", ".ipynb_checkpoints/a.ipynb": OTHER, "d.csv": b"1"}
    put(tmp_path, {name: zipped({inside: FILLED} | beside)})
    for taken in (take_in(tmp_path, ASSIGNMENT), take_in_file(tmp_path / name, ASSIGNMENT)):
        assert taken.notebook == FILLED
        assert taken.unread == ""
    assert take_in_file(tmp_path / name, ASSIGNMENT).problems == ()


def test_of_an_archives_notebooks_and_those_beside_it_the_most_complete_is_taken(tmp_path):
    put(tmp_path, {"all.zip": zipped({"01.ipynb": OTHER, "00.ipynb": FILLED}), NAME: RELEASED})
    taken = take_in(tmp_path, ASSIGNMENT)
    assert taken.notebook == FILLED
    assert taken.name == "all.zip/00.ipynb"


def linked(info):
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16


def encrypted(info):
    info.flag_bits |= 1


REFUSED = {
    "symbolic link": ({"a.ipynb": FILLED}, linked, {}),
    "leads out of the archive": ({"../a.ipynb": FILLED}, None, {}),
    "leads out": ({"/etc/a.ipynb": FILLED}, None, {}),
    "a path that leads": ({"C:/a.ipynb": FILLED}, None, {}),
    "encrypted": ({"a.ipynb": FILLED}, encrypted, {}),
    "more than 200 times": ({"a.ipynb": FILLED + b" " * 9_000_000}, None, {}),
    "too large (1 MB)": ({"a.ipynb": FILLED + b"\0" * 900_000}, None, {"most": 500_000}),
    "without a notebook": ({"a.txt": FILLED, "b.zip": zipped({NAME: FILLED})}, None, {}),
    "more than 1000 files": ({f"{i}.txt": b"" for i in range(1001)}, None, {}),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_refused_of_an_archive_is_named(why):
    contents, change, words = REFUSED[why]
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
        for info in archive.infolist() if change else ():
            change(info)
    problems = []
    most = words.get("most", 10**8)
    assert notebooks_in(data.getvalue(), "w.zip", most, problems) == []
    assert len(problems) == 1
    assert why in problems[0]
    assert problems[0].startswith("w.zip")


def test_the_notebooks_of_an_archive_have_one_limit_together():
    problems = []
    data = zipped({f"{i}.ipynb": FILLED for i in range(30)})
    found = notebooks_in(data, "w.zip", 5 * len(FILLED) + 1, problems)
    assert len(found) == 5
    assert "too large" in problems[0]
    assert f"only {archives.MOST_NOTEBOOKS}" in problems[-1]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_no_reader_that_unpacks_a_whole_block_is_used(method):
    problems = []
    assert notebooks_in(zipped({NAME: FILLED}, method), "w.zip", 10**8, problems) == []
    assert "compressed in a way" in problems[0]


def test_a_damaged_archive_never_raises(tmp_path):
    whole = zipped({NAME: FILLED, "b.ipynb": OTHER})
    kinds = set()
    for i in range(0, len(whole), max(1, len(whole) // 150)):
        for data in (whole[:i], whole[:i] + b"\xff\x00" + whole[i + 2 :]):
            problems = []
            notebooks_in(data, "w.zip", 10**8, problems)
            kinds.update(problems)
    assert "w.zip: an archive that is damaged" in kinds


@pytest.mark.parametrize("name", ["work.tar.gz", "work.7z", "work.RAR", NAME])
def test_another_archive_is_named_and_not_opened(tmp_path, name):
    put(tmp_path, {name: b"\x1f\x8b\x08" + FILLED})
    taken = take_in(tmp_path, ASSIGNMENT)
    assert taken.notebook is None
    assert name in taken.unread
    assert "unpack it" in taken.unread
