"""A class of odd submissions: what learning platforms and students really hand in.

Each student is one case. `make_odd_class` writes the folder of a module; ODD says of each what is
to become of it.
"""

import json
import os
import zipfile
from io import BytesIO

from tests.grading.submission.corruptions import filled
from tests.support import ROOT

# What becomes of a student's work: it is not read, it is read with a remark that may have cost
# points, with a harmless remark, or without any.
UNREAD, LOST, NOTED, CLEAN = "unread", "lost", "noted", "clean"
WEB_PAGE = (
    "<!DOCTYPE html><html><head><title>01_unrolling.ipynb - Google Drive</title></head>"
    '<body><div id="drive">{"source": "viewer"}</div></body></html>'
)
MEGABYTES = 21


def released(slug):
    """Return the notebook as it is handed out."""
    return json.loads((ROOT / "notebooks" / slug / f"{slug}.ipynb").read_text())


def right(slug):
    """Return a notebook with every answer right."""
    return filled(slug)[0]


def begun(slug):
    """Return a notebook of which only the first exercise was solved."""
    notebook, full = released(slug), right(slug)
    solved = {cell["id"]: cell for cell in full["cells"]}
    first = next(cell for cell in notebook["cells"] if cell["id"].startswith("answer-"))
    first["source"] = solved[first["id"]]["source"]
    return notebook


def with_outputs(slug, megabytes=MEGABYTES):
    """Return a right notebook whose outputs are larger than any notebook may be."""
    notebook = right(slug)
    picture = {"image/png": "iVBOR" + "A" * (megabytes * 500_000), "text/plain": '<Figure "a"]>'}
    lines = [f'step {i}: loss [{i / 7:.3f}] {{"source": "\\"}}\n' for i in range(1000)]
    outputs = [
        {"output_type": "display_data", "data": picture, "metadata": {}},
        {"output_type": "stream", "name": "stdout", "text": lines},
    ]
    for cell in [c for c in notebook["cells"] if c["id"].startswith("check-")][:2]:
        cell["outputs"] = outputs
    return notebook


def with_marks(slug, where, text):
    """Return a right notebook with a text in a cell of its own, or at the end of an answer."""
    notebook = right(slug)
    for i, cell in enumerate(notebook["cells"]):
        if cell["id"].startswith("answer-"):
            own = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": []}
            if where == "answer":
                cell["source"] = f"{cell['source']}\n{text}"
            else:
                notebook["cells"].insert(i, own | {"execution_count": None, "source": text})
            return notebook
    raise ValueError(slug)


def zipped(files, method=zipfile.ZIP_DEFLATED):
    """Return an archive of files: name -> bytes."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def as_bytes(notebook):
    """Return a notebook as a file's content."""
    return json.dumps(notebook, ensure_ascii=False).encode()


OTHER = {"00_start_here": "01_unrolling", "01_unrolling": "02_language_models"}


def odd_class(slug):
    """Return the class: student -> (files: name -> bytes, what becomes of it)."""
    name, full = f"{slug}.ipynb", as_bytes(right(slug))
    other = as_bytes(right(OTHER[slug]))
    return {
        "ok": ({name: full}, CLEAN),
        "blank": ({name: as_bytes(released(slug))}, CLEAN),
        "renamed": ({"homework by me.ipynb": full}, NOTED),
        "empty_file": ({name: b""}, UNREAD),
        "empty_folder": ({}, UNREAD),
        "web_page": ({name: WEB_PAGE.encode()}, UNREAD),
        "other_module": ({name: other}, UNREAD),
        "other_renamed": ({f"{OTHER[slug]}.ipynb": other}, UNREAD),
        "picture": ({"photo.png": b"\x89PNG\r\n"}, UNREAD),
        "zip_of_one": ({"work.zip": zipped({f"my work/{name}": full, "data.csv": b"1"})}, NOTED),
        "zip_of_none": ({"work.zip": zipped({"notes.txt": b"nothing"})}, UNREAD),
        "zip_broken": ({"work.zip": zipped({name: full})[:-40]}, UNREAD),
        "tar": ({"work.tar.gz": b"\x1f\x8b\x08"}, UNREAD),
        "large_outputs": ({name: as_bytes(with_outputs(slug))}, CLEAN),
        "newer_copy": ({name: as_bytes(begun(slug)), f"{slug} (1).ipynb": full}, NOTED),
        "cut_off": ({name: full[: len(full) * 2 // 3]}, LOST),
        "hidden_marks": (
            {name: as_bytes(with_marks(slug, "cell", "### BEGIN HIDDEN TESTS\n1 + 1"))},
            CLEAN,
        ),
    }


def write_class(folder, slug, students):
    """Write FOLDER/STUDENT/MODULE/... for students -> files."""
    for student, files in students.items():
        home = folder / student / slug
        home.mkdir(parents=True)
        for i, (name, data) in enumerate(files.items()):
            (home / name).write_bytes(data)
            os.utime(home / name, (1_700_000_000 + 86_400 * i,) * 2)


def make_odd_class(folder, slug):
    """Write the class as nbgrader keeps submissions; return student -> what becomes of it."""
    students = odd_class(slug)
    write_class(folder, slug, {who: files for who, (files, _) in students.items()})
    return {who: fate for who, (_, fate) in students.items()}
