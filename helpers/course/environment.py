"""Make the course's environment, .venv, or find it complete: a script for a bare Python.

`make setup` runs it with whatever `python3` is, so it needs nothing but the standard library,
and its syntax is plain enough for an old Python to read on and say that it is too old.

uv installs several times faster than pip and knows where PyTorch's build without GPU libraries is
served, so pip fetches uv first. What uv does not reach is installed by pip, which may be set up for
a mirror.

A stamp is written into .venv at the very end. It names what the environment was made from, so
an environment without a fitting stamp was interrupted, moved or outdated, and is mended. What
stands keeps its Python: another one that runs this script replaces it only with --python-chosen.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 14)  # NumPy 2.4 has no wheels for 3.15
INSTALLED_BY = ("build-system", "project")  # the tables of pyproject.toml that pip goes by
SCRIPT = os.path.join("helpers", "course", "environment.py")
STAMP = "course-stamp.json"
LOG = "setup.log"
# Whoever tells pip by a variable where to look for packages does not want them from elsewhere.
PIP_IS_TOLD = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX")


class SetupError(Exception):
    """The environment cannot be made; the message is one line: what, where, what to do."""


def main(arguments, root, version=None):
    """Make or repair ROOT/.venv and return the exit status; every failure is one line on stderr."""
    version = tuple((version or sys.version_info)[:3])
    chosen = "--python-chosen" in arguments
    try:
        if version >= (3,) and not supported(version) and not chosen and stands(root):
            python = program(os.path.join(root, ".venv"), "python")
            return run([python, os.path.join(root, SCRIPT)] + arguments).returncode
        check_version(version)
        with only_setup_here(root):
            ensure(root, "--test" in arguments, chosen)
    except SetupError as error:
        sys.stderr.write("setup: %s\n" % error)
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nsetup: interrupted; `make setup` starts again.\n")
        return 130
    return 0


def stands(root):
    """Return whether ROOT/.venv has a supported Python, which can do what this one cannot."""
    found = read_stamp(os.path.join(root, ".venv"))
    return found is not None and supported(python_of(found))


def python_of(stamp):
    """Return the version of the Python that an environment was made with: (3, 12)."""
    return tuple(int(part) for part in stamp["python"].split("."))


def supported(version):
    """Return whether the course can be installed with this Python."""
    return OLDEST <= version[:2] <= NEWEST


def check_version(version):
    """Refuse a Python that the course cannot be installed with."""
    if not supported(version):
        raise SetupError(
            "%s is Python %s, and the course needs %d.%d to %d.%d; "
            "install one and name it: make setup PYTHON=python3.12"
            % ((sys.executable, ".".join(map(str, version))) + OLDEST + NEWEST)
        )


def check_surroundings(root, makes):
    """Refuse a folder that cannot be written, and a Python that cannot create an environment."""
    from importlib.util import find_spec

    if makes and (find_spec("venv") is None or find_spec("ensurepip") is None):
        raise SetupError(
            "%s comes without the module venv; install it "
            "(Debian, Ubuntu: apt install python3-venv), then make setup again" % sys.executable
        )
    if not os.access(root, os.W_OK | os.X_OK):
        raise SetupError(
            "no permission to write in %s; move the course to a folder of yours "
            "or change that folder's permissions" % root
        )


@contextlib.contextmanager
def only_setup_here(root):
    """Let a second setup of the same folder wait: it would take the first for half-made."""
    try:
        import fcntl

        folder = os.open(root, os.O_RDONLY)
    except (ImportError, OSError):  # Windows
        yield
        return
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another setup of this folder to finish.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError:  # a file system without locks
            pass
        yield
    finally:
        os.close(folder)


def ensure(root, with_tests, chosen=False):
    """Bring ROOT/.venv to the state that pyproject.toml and constraints.txt describe."""
    venv = os.path.join(root, ".venv")
    wanted = wanted_stamp(root, with_tests)
    found = read_stamp(venv)
    if found is not None and supported(python_of(found)) and not chosen:
        wanted["python"] = found["python"]
    if fits(found, wanted):
        return
    reusable = found is not None and all(
        found.get(key) == wanted[key] for key in ("root", "python")
    )
    check_surroundings(root, makes=not reusable)
    try:
        if reusable:  # its Python is sound, only what is installed in it is not up to date
            update(root, venv, found, wanted)
        else:
            make_venv(venv)
            install(root, venv, wanted["tests"])
        write_stamp(venv, wanted)
    except OSError as error:
        raise SetupError(
            "cannot write %s: %s; check the permissions and the space on the disk, "
            "then make setup again" % (error.filename or venv, error.strerror or error)
        )


def update(root, venv, found, wanted):
    """Install again what a complete environment holds; where pip fails, it stays as before."""
    wanted["tests"] = wanted["tests"] or bool(found.get("tests"))
    # Should this be interrupted, nothing fits any more, but the Python in it is still known.
    write_stamp(venv, dict(found, made_from="interrupted"))
    try:
        install(root, venv, wanted["tests"])
    except SetupError as error:
        write_stamp(venv, found)
        raise SetupError(
            "%s. What was installed still is: .venv/bin/course lab opens the course with it" % error
        )


def wanted_stamp(root, with_tests):
    """Return a description of what an environment made now would be made from."""
    import tomllib  # here, because an older Python has to get as far as being refused

    project = part_of_the_course(root, "pyproject.toml")
    try:
        tables = tomllib.loads(project.decode("utf-8"))
    except ValueError as error:
        raise SetupError("%s is not valid: %s" % (os.path.join(root, "pyproject.toml"), error))
    # The settings of ruff or pytest beside them change nothing in what is installed.
    decides = json.dumps([tables.get(name) for name in INSTALLED_BY], sort_keys=True, default=str)
    pins = part_of_the_course(root, "constraints.txt")
    return {
        "root": os.path.realpath(root),
        "python": "%d.%d" % sys.version_info[:2],
        "made_from": hashlib.sha256(decides.encode("utf-8") + b"\0" + pins).hexdigest(),
        "tests": with_tests,
    }


def part_of_the_course(root, name):
    """Return the content of a file that every checkout has."""
    path = os.path.join(root, name)
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise SetupError(
            "cannot read %s: %s; it is part of the course: download it again"
            % (path, error.strerror)
        )


def read_stamp(venv):
    """Return the stamp of an environment that was once complete and whose Python runs, or None."""
    try:
        with open(os.path.join(venv, STAMP), encoding="utf-8") as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return None
    if not isinstance(stamp, dict) or not os.path.exists(program(venv, "course")):
        return None
    # A system's upgrade may have put another Python behind the environment's link.
    same = stamp.get("python") and stamp["python"] == python_version(program(venv, "python"))
    return stamp if same else None


def python_version(python):
    """Return "3.11" or the like as a Python reports it, or None if it does not run."""
    if not os.access(python, os.X_OK):
        return None
    ask = "import sys; sys.stdout.write('%d.%d' % sys.version_info[:2])"
    try:
        done = run([python, "-S", "-c", ask], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError:
        return None
    return done.stdout.decode("ascii", "replace") if done.returncode == 0 else None


def fits(found, wanted):
    """Return whether an environment is up to date; the tests' packages may be there unasked."""
    if found is None or (wanted["tests"] and not found.get("tests")):
        return False
    return all(found.get(key) == wanted[key] for key in ("root", "python", "made_from"))


def write_stamp(venv, stamp):
    """Write the stamp whole or not at all."""
    path = os.path.join(venv, STAMP)
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(stamp, file, indent=1)
    os.replace(path + ".part", path)


def make_venv(venv):
    """Make an empty environment, in place of anything half-made."""
    if os.path.islink(venv) or (os.path.exists(venv) and not os.path.isdir(venv)):
        raise SetupError("%s is not a folder; move it away, then make setup again" % venv)
    if os.path.isdir(venv):
        say("Replacing .venv: it is incomplete, was moved, or is for another Python.")
        shutil.rmtree(venv)
    say("Creating .venv with Python %d.%d.%d." % sys.version_info[:3])
    # Inside an active .venv, sys.executable has just been deleted: ask for the Python behind it.
    python = getattr(sys, "_base_executable", None) or sys.executable
    done = run([python, "-m", "venv", venv], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise SetupError(
            "%s cannot create an environment in %s: %s" % (python, venv, last_line(done.stdout))
        )


def install(root, venv, with_tests):
    """Install the course and the exact versions of what it needs; complaints go to a log."""
    say("Installing the course's packages (the first time takes some minutes).")
    with open(os.path.join(venv, LOG), "wb") as log:
        uv = get_uv(root, venv, log)
        if uv and sys.platform == "linux" and not shutil.which("nvidia-smi"):
            fetch(root, venv, log, ["torch"], uv + ["--torch-backend=cpu"])
        fetch(root, venv, log, ["-e", ".[test,site]" if with_tests else "."], uv)


def get_uv(root, venv, log):
    """Install uv and return the start of its command line, [] where pip is to do all the work."""
    if any(name in os.environ for name in PIP_IS_TOLD):
        return []
    if run(pip(venv) + ["uv"], cwd=root, stdout=log, stderr=log).returncode != 0:
        return []
    python = program(venv, "python")
    return [program(venv, "uv"), "pip", "install", "--python", python, "-c", "constraints.txt"]


def pip(venv):
    """Return the start of pip's command line."""
    command = [program(venv, "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    return command + ["-c", "constraints.txt"]


def fetch(root, venv, log, packages, uv):
    """Install packages with uv, or with pip where there is no uv or it does not reach them."""
    # On a terminal the progress bars are worth seeing: the largest package takes minutes.
    shown = None if sys.stdout.isatty() else log
    if uv and uv_reaches(root, log, packages, uv):
        done = run(uv + ["--compile-bytecode"] + packages, cwd=root, stdout=log, stderr=shown)
        if done.returncode == 0:
            return
    done = run(pip(venv) + packages, cwd=root, stdout=shown, stderr=log)
    if done.returncode != 0:
        with open(log.name, "rb") as file:
            reason = last_line(file.read())
        raise SetupError(
            "pip could not install the course's packages: %s (all of it: %s); "
            "check the network, then make setup again" % (reason, log.name)
        )


def uv_reaches(root, log, packages, uv):
    """Return whether uv finds every package; without retries, which would only cost seconds."""
    command = uv + ["--dry-run"] + packages
    return run(command, {"UV_HTTP_RETRIES": "0"}, cwd=root, stdout=log, stderr=log).returncode == 0


def run(command, more=(), **options):
    """Run a program, free of settings that would make Python or pip look outside .venv."""
    foreign = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "__PYVENV_LAUNCHER__")
    environment = {name: os.environ[name] for name in os.environ if name not in foreign}
    environment.update(more, PIP_USER="0")
    return subprocess.run(command, env=environment, check=False, **options)


def say(message):
    """Print a line of progress without delay."""
    sys.stdout.write(message + "\n")
    sys.stdout.flush()


def last_line(output):
    """Return the last line that names an error, or the last one that is not empty."""
    lines = [line.strip() for line in output.decode("utf-8", "replace").splitlines()]
    lines = [line for line in lines if line] or ["it said nothing"]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or [line for line in lines if "error" in line.lower()] or lines)[-1]


def program(venv, name):
    """Return the path of one of the environment's programs."""
    if os.name == "nt":
        return os.path.join(venv, "Scripts", name + ".exe")
    return os.path.join(venv, "bin", name)


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    sys.exit(main(sys.argv[1:], os.path.dirname(os.path.dirname(here))))
