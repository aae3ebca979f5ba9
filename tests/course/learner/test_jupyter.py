"""How JupyterLab is started: its port, its first page, its settings."""

import json
import os
import socket
import sys
from pathlib import Path

import pytest
from jupyter_server.serverapp import ServerApp

from helpers.course.learner import jupyter
from tests.support.tables import each_row


@pytest.fixture
def started(monkeypatch, tmp_path):
    """Let start_lab go as far as the server's start; return what would have been run."""
    monkeypatch.chdir(tmp_path)
    run = {}

    def execve(program, command, variables):
        run.update(program=program, command=command, variables=variables, folder=Path.cwd())

    monkeypatch.setattr(os, "execve", execve)
    return run


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("kind", [int, str])
def test_a_taken_port_is_named_and_another_proposed(started, taken, tmp_path, kind):
    with pytest.raises(jupyter.ServeError) as error:
        jupyter.start_lab(tmp_path, kind(taken))
    assert f"port {taken} is taken" in str(error.value)
    assert f"PORT={taken + 1}" in str(error.value)
    assert not started


def test_a_privileged_port_is_called_one(monkeypatch):
    def bind(self, address):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "socket", type("Refusing", (socket.socket,), {"bind": bind}))
    with pytest.raises(jupyter.ServeError, match="port 80 needs an administrator"):
        jupyter.check_port(80)


@each_row("port", ["lab", "", "-1", "65536", "8888.5"])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(jupyter.ServeError, match="must be a number"):
        jupyter.check_port(port)


def test_a_learner_starts_at_the_first_notebook(started, tmp_path):
    first = tmp_path / jupyter.FIRST_NOTEBOOK
    first.parent.mkdir(parents=True)
    first.write_text("{}")
    port = free_port()
    jupyter.start_lab(tmp_path, port, browser=False)
    assert started["command"][:3] == [sys.executable, "-m", "jupyterlab"]
    for option in [
        f"--ServerApp.root_dir={tmp_path.resolve()}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--LabApp.default_url=/lab/tree/{jupyter.FIRST_NOTEBOOK}",
        "--no-browser",
    ]:
        assert option in started["command"]
    assert started["folder"] == tmp_path.resolve()


def test_without_the_first_notebook_jupyterlab_opens_empty(started, tmp_path):
    jupyter.start_lab(tmp_path, free_port())
    assert "--LabApp.default_url=/lab" in started["command"]
    assert "--no-browser" not in started["command"]


@pytest.mark.parametrize(("instructor", "hidden"), [(False, True), (True, False)])
def test_nbgraders_panels_are_for_instructors(started, tmp_path, instructor, hidden):
    jupyter.start_lab(tmp_path, free_port(), instructor=instructor)
    settings = Path(started["variables"]["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
    page = json.loads((settings / "labconfig" / "page_config.json").read_text())
    assert ("@jupyter/nbgrader" in page["disabledExtensions"]) == hidden
    opens = [option for option in started["command"] if "default_url" in option]
    assert opens == [f"--LabApp.default_url=/lab{'/workspaces/instructor' * instructor}"]


def test_the_environments_programs_come_first(started, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/mine")
    jupyter.start_lab(tmp_path, free_port())
    variables = started["variables"]
    assert variables["PATH"].split(os.pathsep) == [str(Path(sys.executable).parent), "/usr/bin"]
    assert variables["JUPYTER_CONFIG_PATH"].endswith(f"{os.pathsep}/mine")


@pytest.mark.skipif(os.name == "nt", reason="its terminals are no login shells")
@pytest.mark.parametrize("shell", ["/bin/bash", "/my shells/zsh", None])
def test_a_terminal_is_no_login_shell(started, tmp_path, monkeypatch, shell):
    monkeypatch.delenv("SHELL", raising=False)
    if shell:
        monkeypatch.setenv("SHELL", shell)
    jupyter.start_lab(tmp_path, free_port())
    server = ServerApp()
    server.parse_command_line([o for o in started["command"] if "terminado_settings" in o])
    # An absent shell_command is what makes the server add -l.
    command = server.terminado_settings["shell_command"]
    assert command == [shell or jupyter.shell()]
    assert Path(command[0]).is_absolute()


@pytest.mark.parametrize("instructor", [False, True])
def test_the_pages_have_the_styles_of_the_course(started, tmp_path, instructor):
    jupyter.start_lab(tmp_path, free_port(), instructor=instructor)
    options = [option for option in started["command"] if "custom" in option]
    assert options[0] == "--LabApp.custom_css=True"
    folder = Path(options[1].partition("static_custom_path=")[2])
    assert (folder / "custom.css").is_file()
