"""A JupyterLab server in a temporary course, and what a learner does on its page."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from tests.support import ROOT

TOKEN = "only-for-this-test"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOTEBOOK = "window.jupyterapp.shell.currentWidget.content"
PATIENCE = 180_000  # milliseconds; a check answers within a second, on an idle machine


def find_chromium():
    """Return the path of an installed Chromium or Chrome, or None."""
    names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    return next(filter(None, map(shutil.which, names)), None)


def copy_course(folder):
    """Copy into FOLDER what a running course needs, with a fresh workspace."""
    from helpers.course.learner.workspace import fill_workspace

    for name in ["solutions", "notebooks", "worked", "data/registry.toml", "nbgrader_config.py"]:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, target)
    fill_workspace(folder)
    return folder


@contextmanager
def lab_server(root, instructor=False):
    """Start the course's JupyterLab as `course lab` does; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = (
        "from helpers.course.learner.jupyter import start_lab;"
        f"start_lab({str(root)!r}, {port}, browser=False, instructor={instructor})"
    )
    log = root / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-c", code],
            env=private_settings(root / ".jupyter"),
            stdout=output,
            stderr=output,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/api?token={TOKEN}", server, log)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def private_settings(folder):
    """Return an environment in which Jupyter reads and writes no settings of the user's."""
    folder.mkdir()
    # With this JupyterLab lets a page's scripts reach its commands and cells.
    settings = {"LabApp": {"expose_app_in_browser": True}}
    (folder / "jupyter_lab_config.json").write_text(json.dumps(settings))
    private = {
        "JUPYTER_CONFIG_DIR": folder,
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
        "JUPYTERLAB_SETTINGS_DIR": folder / "settings",
        "IPYTHONDIR": folder / "ipython",
        "JUPYTER_TOKEN": TOKEN,
        "PYTHONPATH": ROOT,
    }
    return {**os.environ, **{name: str(value) for name, value in private.items()}}


def wait_for(address, server, log, limit=PATIENCE / 1000):
    """Wait until the server answers; show its log where it does not."""
    end = time.monotonic() + limit
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not answer within {limit} s:\n{log.read_text()}")


@contextmanager
def browser_page(width=1280, height=900):
    """Yield a page of a headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        try:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.set_default_timeout(PATIENCE)
            yield page
        finally:
            browser.close()


class LabPage:
    """One notebook, open in JupyterLab: cells are found by their id and worked by keyboard."""

    def __init__(self, page, address, path):
        self.page = page
        page.goto(f"{address}/lab/tree/{path}?reset&token={TOKEN}")  # no tabs of an earlier page
        # Open, and its kernel at rest: what is typed before that goes nowhere.
        page.wait_for_function(
            """path => {
                const panel = window.jupyterapp?.shell.currentWidget;
                const kernel = panel?.sessionContext?.session?.kernel;
                return panel?.context?.path === path && kernel?.status === 'idle';
            }""",
            arg=path,
        )

    def cell_ids(self, tag=None):
        """Return the ids of all cells, or of those with a tag."""
        has_tag = f"(c.model.metadata.tags || []).includes({json.dumps(tag)})"
        keep = has_tag if tag else "true"
        return self.page.evaluate(
            f"() => {NOTEBOOK}.widgets.filter(c => {keep}).map(c => c.model.id)"
        )

    def select(self, cell_id, place="start"):
        """Make a cell the active one, in command mode, and scroll it to a place of the view."""
        self.page.evaluate(
            f"""async ([id, place]) => {{
                const notebook = {NOTEBOOK};
                notebook.activeCellIndex = notebook.widgets.findIndex(c => c.model.id === id);
                notebook.mode = 'command';
                notebook.deselectAll();
                await notebook.scrollToItem(notebook.activeCellIndex, place);
                notebook.activate();
            }}""",
            [cell_id, place],
        )

    def type_into(self, cell_id, text):
        """Replace a cell's text by way of the keyboard."""
        self.select(cell_id)
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Escape")
        written = self.page.evaluate(f"() => {NOTEBOOK}.activeCell.model.sharedModel.getSource()")
        assert written == text, f"the cell {cell_id} holds {written!r}"

    def run(self, cell_id):
        """Run a cell with Ctrl+Enter; return the text that it printed, errors too."""
        self.select(cell_id)
        count = "activeCell.model.executionCount"
        before = self.page.evaluate(f"() => {NOTEBOOK}.{count}")
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_function(
            f"before => {NOTEBOOK}.{count} && {NOTEBOOK}.{count} !== before",
            arg=before,
        )
        return self.outputs(cell_id)

    def outputs(self, cell_id):
        """Return what stands below a cell on the page, as text."""
        return self.page.evaluate(
            f"""id => {NOTEBOOK}.widgets.find(c => c.model.id === id)
                .outputArea.node.innerText""",
            cell_id,
        )
