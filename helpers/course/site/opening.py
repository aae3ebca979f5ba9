"""How to open a module: the lines at the top of its page, its copies for Colab and JupyterLite."""

import re

import nbformat
from nbformat import NotebookNode

from helpers.course.site.material import Material
from helpers.course.site.repository import binder, codespace

__all__ = ["colab_copy", "lite_copy", "opening"]

COLAB_CELL = """\
# In Colab, this fetches the course; PyTorch and the rest are there. Anywhere else it does nothing.
import sys

if "google.colab" in sys.modules:
    !git clone --quiet --depth 1 {address} /content/course
    sys.path.insert(0, "/content/course")"""
LITE_CELL = """\
# Installs what this notebook needs where it runs in the browser (JupyterLite).
import piplite

await piplite.install(["numpy", "pydoc-data"])
await piplite.install("rnn-course", deps=False)"""
IMPORTS_TORCH = re.compile(r"^(?:import|from) torch\b", re.MULTILINE)


def opening(material: Material, address: str) -> str:
    """Return, in Markdown, how to open a module; address: the repository's, "" if not known."""
    slug = material.slug
    notebook = f"notebooks/{slug}/{slug}.ipynb"
    ways = [
        f"**On your computer:** `make lab` in the course's folder, then open `{slug}`. Without "
        "make, as on Windows: `course lab`.",
        _in_a_container(address),
        *_online(address, slug, notebook),
        f"**The notebook alone:** {{download}}`{slug}.ipynb <../downloads/{slug}.ipynb>`. It needs "
        "the course's package `helpers`.",
    ]
    listed = "\n".join(f"- {way}" for way in ways)
    return (
        f'<details class="opening"><summary>Open this notebook and work in it</summary>\n\n'
        f"{listed}\n\n</details>\n\n"
        f"[Symbols](../glossary.md) · [Worked solutions](../solutions/{slug}/index.md)"
    )


def colab_copy(student: NotebookNode, address: str) -> str:
    """Return a student notebook with a first cell that fetches the course in Colab."""
    return _with_first_cell(COLAB_CELL.format(address=address), student, student.cells)


def lite_copy(student: NotebookNode) -> str:
    """Return a student notebook for JupyterLite: what needs PyTorch is left out.

    That is a cell which imports it, and the code below up to the next text, which may build on it.
    """
    kept, without = [], False
    for cell in student.cells:
        without = cell.cell_type == "code" and (without or bool(IMPORTS_TORCH.search(cell.source)))
        kept += [] if without else [cell]
    return _with_first_cell(LITE_CELL, student, kept)


def _with_first_cell(source: str, student: NotebookNode, cells: list[NotebookNode]) -> str:
    first = nbformat.v4.new_code_cell(source, id="get-the-course")
    return nbformat.writes(nbformat.from_dict({**student, "cells": [first, *cells]}))


def _in_a_container(address: str) -> str:
    link = codespace(address)
    online = f", or [in the browser]({link})" if link else ""
    return (
        "**In a dev container:** open the course's folder in VS Code and choose *Dev Containers: "
        f"Reopen in Container*{online}."
    )


def _online(address: str, slug: str, notebook: str) -> list[str]:
    """Return the ways without an installation; they open public repositories only."""
    if not address:
        return []
    return [
        f"**In Binder**, without installing: [open it]({binder(address, notebook)}).",
        f"**In Colab:** download {{download}}`this copy <../downloads/colab/{slug}.ipynb>` and "
        "choose *File, Upload notebook* there. Its first cell fetches the course.",
    ]
