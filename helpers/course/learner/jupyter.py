"""Start JupyterLab: at the first notebook for a learner, ready to grade for an instructor.

The server's root is the course's folder in both cases: from there a link to a worked solution
opens, and nbgrader's formgrader finds its configuration.
"""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

FIRST_NOTEBOOK = "workspace/00_start_here/00_start_here.ipynb"
SETTINGS = Path(__file__).parents[1] / "jupyter"  # custom.css is for learners and instructors


class ServeError(RuntimeError):
    """JupyterLab cannot be started; the message says why and what to do."""


def start_lab(root, port=8888, browser=True, instructor=False):
    """Start JupyterLab in place of this process, or wait for it where that is impossible.

    Raises: ServeError if the port is no port, or is taken.
    """
    root = Path(root).resolve()
    check_port(port)
    command = lab_command(root, int(port), browser, instructor)
    variables = lab_environment(instructor)
    os.chdir(root)  # nbgrader reads nbgrader_config.py from the folder the server starts in
    sys.stdout.flush()
    if os.name == "nt":
        raise SystemExit(subprocess.call(command, env=variables))
    # The server takes this process's place, so that Ctrl-C and kill reach it and nothing else.
    os.execve(command[0], command, variables)


def check_port(port):
    """Refuse a port that JupyterLab could not use; 0 lets it choose one.

    Raises: ServeError with another port to try.
    """
    text = str(port)
    if not text.isdecimal() or int(text) > 65535:
        raise ServeError(f"PORT is {text!r}, but must be a number from 1024 to 65535.")
    number = int(text)
    if number == 0:
        return
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if os.name != "nt":  # there it would let two servers share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", number))
    except PermissionError:
        raise ServeError(f"port {number} needs an administrator; try PORT=8888.") from None
    except OSError:
        raise ServeError(
            f"port {number} is taken, perhaps by a JupyterLab that still runs; "
            f"stop that one, or choose another port: PORT={number % 65535 + 1}"
        ) from None


def lab_command(root, port, browser, instructor):
    """Return the command line of the server."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--log-level=WARN"]
    command += [f"--LabApp.default_url={start_page(root, instructor)}"]
    command.append("--LabApp.custom_css=True")
    command.append(f"--ServerApp.tornado_settings=static_custom_path={SETTINGS / 'custom'}")
    if not browser:
        command.append("--no-browser")
    if os.name != "nt":
        command.append(f"--ServerApp.terminado_settings=shell_command={[shell()]!r}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # usual in a container
        command.append("--allow-root")
    return command


def shell():
    """Return the shell for JupyterLab's terminals, named so that none of them is a login shell.

    Left to itself, a server without a terminal of its own starts login shells, and what they
    read (/etc/profile on Debian) sets PATH anew: `course` would not be found.
    """
    return os.environ.get("SHELL") or shutil.which("sh") or "/bin/sh"


def start_page(root, instructor):
    """Return the page to open: the learner's first notebook; for an instructor, nothing."""
    if instructor:
        return "/lab/workspaces/instructor"
    return f"/lab/tree/{FIRST_NOTEBOOK}" if (root / FIRST_NOTEBOOK).is_file() else "/lab"


def lab_environment(instructor):
    """Return the variables for the server.

    This environment's programs come first on the path: nbgrader calls alembic by name, and
    without it leaves a half-made gradebook. The course's settings hide nbgrader's
    panels from a learner, and JupyterLab's question about news from all users.
    """
    programs = str(Path(sys.executable).parent)
    return {
        **os.environ,
        "PATH": prepended(programs, "PATH"),
        "JUPYTER_CONFIG_PATH": prepended(str(settings_folder(instructor)), "JUPYTER_CONFIG_PATH"),
    }


def settings_folder(instructor):
    """Return the folder of JupyterLab's settings for a learner, or for an instructor."""
    return SETTINGS / ("instructor" if instructor else "learner")


def prepended(first, variable):
    """Return a search path from the environment with one more folder at its front."""
    rest = os.environ.get(variable)
    return os.pathsep.join([first, rest]) if rest else first
