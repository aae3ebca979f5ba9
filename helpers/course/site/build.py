"""`course site`: from the built notebooks to a folder of pages, by Sphinx.

Everything is made anew each time under build/site/: source/ for what Sphinx reads, html/ for what
it writes. No notebook runs, and no page loads anything from elsewhere.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from helpers.course.author.build import student_path
from helpers.course.author.source import project_root
from helpers.course.site.bibliography import bibliography
from helpers.course.site.dependencies import dependencies
from helpers.course.site.formula_font import FONT, write_font
from helpers.course.site.material import Material, read_material
from helpers.course.site.module_page import module_page
from helpers.course.site.opening import colab_copy, lite_copy
from helpers.course.site.repository import repository
from helpers.course.site.solution_pages import solution_pages
from helpers.course.site.start_page import picture, start_page
from helpers.course.site.syllabus import syllabus
from helpers.course.site.tables import claims, glossary, topics

__all__ = ["SiteError", "build_site"]

SETTINGS = Path(__file__).parent  # where conf.py and static/ are
FIRST = "00"  # the module that needs no more than NumPy, and so runs in JupyterLite too


class SiteError(Exception):
    """The site cannot be built; the message says why."""


def build_site(
    names: Sequence[str] = (), root: Path | None = None, folder: Path | None = None
) -> Path:
    """Build the pages of the named modules, or of all, and return the start page's path.

    folder: where; build/site in the course's folder if it is not given.
    Raises: SourceError for a notebook that is missing or broken; SiteError with Sphinx's
        complaints, or if Sphinx is not installed.
    """
    if missing := [
        name for name in ("sphinx", "myst_nb", "furo", "ziamath") if not find_spec(name)
    ]:
        raise SiteError(
            f"{', '.join(missing)}: not installed; run: make site, or pip install -e .[site]"
        )
    root = root or project_root()
    folder = folder or root / "build" / "site"
    materials = read_material(root, tuple(names))
    address = repository(root)
    for part in ("source", "html"):
        shutil.rmtree(folder / part, ignore_errors=True)
    for path, content in _files(materials, root, address).items():
        target = folder / "source" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    write_font(folder / "source" / "extra" / "_static" / FONT)
    _run_sphinx(folder / "source", folder / "html")
    return folder / "html" / "index.html"


def _files(materials: list[Material], root: Path, address: str) -> dict[str, str | bytes]:
    """Return all that Sphinx reads, by path: pages, and under extra/ what it copies."""
    files: dict[str, str | bytes] = {**start_page(materials, root, address)}
    files["glossary.md"] = glossary(materials)
    files["claims.md"] = claims(materials)
    files["topics.md"] = topics(materials)
    files["syllabus.md"] = syllabus(materials, root)
    files["bibliography.md"] = bibliography(materials)
    files["dependencies.md"] = dependencies(materials)
    if shown := picture(root)[0]:
        files[f"pictures/{shown.name}"] = shown.read_bytes()
    for material in materials:
        page, figures = module_page(material, address)
        files[f"modules/{material.slug}.ipynb"] = page
        files |= {f"extra/{path}": data for path, data in figures.items()}
        files |= solution_pages(material.module)
        files[f"downloads/{material.slug}.ipynb"] = student_path(root, material.slug).read_bytes()
        if material.slug.startswith(FIRST):
            files[f"lite/{material.slug}.ipynb"] = lite_copy(material.student)
        if address:
            files[f"downloads/colab/{material.slug}.ipynb"] = colab_copy(material.student, address)
    return files


def _run_sphinx(source: Path, html: Path) -> None:
    """Run Sphinx; every warning is an error."""
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "--builder",
        "html",
        "--fail-on-warning",
        "--keep-going",
    ]
    command += ["--quiet", "--no-color", "--conf-dir", str(SETTINGS)]
    command += ["--define", f"html_extra_path={source / 'extra'}"]
    command += ["--doctree-dir", str(source / "doctrees"), str(source), str(html)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SiteError(f"Sphinx could not build the pages:\n{done.stderr.strip()[-4000:]}")
