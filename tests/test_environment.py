"""`make setup`: what it makes, what it mends, what it leaves alone, and how it says no."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.course import environment
from tests.support import ROOT

SCRIPT = ROOT / "helpers" / "course" / "environment.py"
ANOTHER = "3.11" if sys.version_info >= (3, 12) else "3.12"


@pytest.fixture
def checkout(tmp_path):
    """Make a folder that looks like a fresh clone, with a package that needs nothing."""
    script = tmp_path / "helpers" / "course" / "environment.py"
    script.parent.mkdir(parents=True)
    shutil.copy(SCRIPT, script)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "tiny"\nversion = "1"\n')
    (tmp_path / "constraints.txt").write_text("")
    return tmp_path


@pytest.fixture
def steps(monkeypatch):
    """Replace the two slow steps by notes of having been called; the Python made does run."""
    called = []

    def make_venv(venv):
        called.append("make")
        shutil.rmtree(venv, ignore_errors=True)
        python = Path(environment.program(venv, "python"))
        python.parent.mkdir(parents=True)
        python.symlink_to(sys.executable)
        Path(environment.program(venv, "course")).write_text("")

    def install(root, venv, with_tests):
        called.append("install tests" if with_tests else "install")

    monkeypatch.setattr(environment, "make_venv", make_venv)
    monkeypatch.setattr(environment, "install", install)
    return called


def run_script(checkout, *arguments, **variables):
    """Run the checkout's own script with a bare Python, as make does."""
    return subprocess.run(
        [sys.executable, "helpers/course/environment.py", *arguments],
        cwd=checkout,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )


def assert_one_line(message, *parts):
    assert message.count("\n") == 1
    assert message.endswith("\n")
    for part in ("setup: ", *parts):
        assert part in message


# What is made, mended and left alone.


def test_a_standing_environment_is_left_alone(checkout, steps):
    environment.ensure(str(checkout), with_tests=False)
    environment.ensure(str(checkout), with_tests=False)
    assert steps == ["make", "install"]


def test_tests_packages_are_added_once_and_then_kept(checkout, steps):
    environment.ensure(str(checkout), with_tests=False)
    environment.ensure(str(checkout), with_tests=True)
    environment.ensure(str(checkout), with_tests=False)
    assert steps == ["make", "install", "install tests"]
    (checkout / "constraints.txt").write_text("numpy==1.26.0\n")
    environment.ensure(str(checkout), with_tests=False)
    assert steps[3:] == ["install tests"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("pyproject.toml", 'dependencies = ["numpy"]\n'),
        ("pyproject.toml", '[build-system]\nrequires = ["hatchling"]\n'),
        ("constraints.txt", "numpy==1.26.0\n"),
    ],
)
def test_a_change_of_requirements_installs_again(checkout, steps, name, line):
    environment.ensure(str(checkout), with_tests=False)
    with (checkout / name).open("a") as file:
        file.write(line)
    environment.ensure(str(checkout), with_tests=False)
    assert steps == ["make", "install", "install"]


def test_a_change_of_another_tools_settings_installs_nothing(checkout, steps):
    environment.ensure(str(checkout), with_tests=False)
    with (checkout / "pyproject.toml").open("a") as file:
        file.write("# a remark\n[tool.ruff]\nline-length = 88\n")
    environment.ensure(str(checkout), with_tests=False)
    assert steps == ["make", "install"]


def made_by_another_python(checkout, monkeypatch):
    """Make the script believe that .venv's Python, which does run, is another one."""
    stamp = checkout / ".venv" / environment.STAMP
    stamp.write_text(json.dumps({**json.loads(stamp.read_text()), "python": ANOTHER}))
    monkeypatch.setattr(environment, "python_version", lambda python: ANOTHER)
    return stamp


def test_a_standing_environment_keeps_its_python(checkout, steps, monkeypatch):
    environment.ensure(str(checkout), with_tests=False)
    stamp = made_by_another_python(checkout, monkeypatch)
    assert environment.main([], str(checkout)) == 0
    assert steps == ["make", "install"]
    (checkout / "constraints.txt").write_text("numpy==1.26.0\n")
    assert environment.main(["--test"], str(checkout)) == 0
    assert steps[2:] == ["install tests"]
    assert json.loads(stamp.read_text())["python"] == ANOTHER


def test_a_chosen_python_replaces_another_and_only_another(checkout, steps, monkeypatch):
    environment.ensure(str(checkout), with_tests=False)
    assert environment.main(["--python-chosen"], str(checkout)) == 0
    assert steps == ["make", "install"]
    stamp = made_by_another_python(checkout, monkeypatch)
    assert environment.main(["--python-chosen"], str(checkout)) == 0
    assert steps == ["make", "install"] * 2
    assert json.loads(stamp.read_text())["python"] == "{}.{}".format(*sys.version_info)


def test_an_old_python_leaves_the_work_to_the_one_that_stands(checkout, steps, capfd):
    environment.ensure(str(checkout), with_tests=False)
    assert environment.main([], str(checkout), version=(3, 9, 1)) == 0
    assert capfd.readouterr() == ("", "")
    assert environment.main(["--python-chosen"], str(checkout), version=(3, 9, 1)) == 1
    assert_one_line(capfd.readouterr().err, "is Python 3.9.1", "needs 3.11 to 3.14")
    assert (checkout / ".venv" / environment.STAMP).exists()


def test_a_standing_environment_needs_no_module_venv(checkout, steps, monkeypatch):
    environment.ensure(str(checkout), with_tests=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    (checkout / "constraints.txt").write_text("numpy==1.26.0\n")
    assert environment.main([], str(checkout)) == 0
    assert steps == ["make", "install", "install"]


def test_a_failed_update_leaves_what_stood(checkout, steps, monkeypatch, capsys):
    environment.ensure(str(checkout), with_tests=True)
    stamp = checkout / ".venv" / environment.STAMP
    before = json.loads(stamp.read_text())
    (checkout / "constraints.txt").write_text("numpy==1.26.0\n")
    with monkeypatch.context() as patch:
        patch.setattr(environment, "install", refuse)
        assert environment.main([], str(checkout)) == 1
    assert_one_line(capsys.readouterr().err, "no network", ".venv/bin/course lab opens")
    assert json.loads(stamp.read_text()) == before
    (checkout / "constraints.txt").write_text("")
    environment.ensure(str(checkout), with_tests=False)
    assert steps == ["make", "install tests"]


def refuse(*_):
    raise environment.SetupError("no network")


@pytest.mark.parametrize(("key", "value"), [("root", "/elsewhere"), ("python", "3.1")])
def test_a_moved_environment_or_one_of_another_python_is_replaced(checkout, steps, key, value):
    environment.ensure(str(checkout), with_tests=False)
    stamp = checkout / ".venv" / environment.STAMP
    stamp.write_text(json.dumps({**json.loads(stamp.read_text()), key: value}))
    environment.ensure(str(checkout), with_tests=False)
    assert steps == ["make", "install"] * 2


@pytest.mark.parametrize(
    "spoil", ["no stamp", "half a stamp", "no python", "dead python", "no course"]
)
def test_a_half_made_environment_is_replaced(checkout, steps, spoil):
    environment.ensure(str(checkout), with_tests=False)
    venv = checkout / ".venv"
    stamp = venv / environment.STAMP
    if spoil == "no stamp":
        stamp.unlink()
    elif spoil == "half a stamp":
        stamp.write_text(stamp.read_text()[:20])
    elif spoil == "dead python":
        python = Path(environment.program(str(venv), "python"))
        python.unlink()
        python.write_text("#!/bin/sh\nexit 1\n")
        python.chmod(0o755)
    else:
        Path(environment.program(str(venv), spoil.split()[1])).unlink()
    environment.ensure(str(checkout), with_tests=False)
    assert steps == ["make", "install"] * 2


def test_an_interrupted_update_is_not_trusted(checkout, steps, monkeypatch, capsys):
    environment.ensure(str(checkout), with_tests=False)
    (checkout / "constraints.txt").write_text("numpy==1.26.0\n")
    with monkeypatch.context() as patch:
        patch.setattr(environment, "install", interrupt)
        assert environment.main([], str(checkout)) == 130
    assert capsys.readouterr().err == "\nsetup: interrupted; `make setup` starts again.\n"
    (checkout / "constraints.txt").write_text("")  # what stood fitted this, but is it all there?
    environment.ensure(str(checkout), with_tests=False)
    assert steps == ["make", "install", "install"]


def interrupt(*_):
    raise KeyboardInterrupt


def test_a_standing_environment_costs_nothing(checkout, steps):
    environment.ensure(str(checkout), with_tests=True)
    done = run_script(checkout)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# With uv, and with pip where uv does not get there.


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Note the programs that an installation calls; those that hold one of these words fail."""
    calls, fails = [], []

    def run(command, more=(), **_):
        name = "uv" if command[0].endswith("uv") else "pip"
        always = ("-c", "constraints.txt", "--disable-pip-version-check")
        words = [word for word in command if word not in always]
        words = words[words.index("install") + 1 :]
        calls.append(" ".join([name, *words]).replace(f"--python {tmp_path}/bin/python ", ""))
        failed = any(word in calls[-1] for word in fails)
        assert dict(more) == ({"UV_HTTP_RETRIES": "0"} if "--dry-run" in words else {})
        return subprocess.CompletedProcess(command, int(failed))

    for name in environment.PIP_IS_TOLD:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(environment, "run", run)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: None)

    def install(*words):
        calls.clear()
        fails[:] = words
        environment.install(str(tmp_path), str(tmp_path), with_tests=False)
        return list(calls)

    return install


CPU = "--torch-backend=cpu"
UV_TORCH = [f"uv {CPU} --dry-run torch", f"uv {CPU} --compile-bytecode torch"]
UV_REST = ["uv --dry-run -e .", "uv --compile-bytecode -e ."]


def test_uv_installs_the_small_pytorch_and_then_the_rest(programs):
    assert programs() == ["pip uv", *UV_TORCH, *UV_REST]


def test_what_uv_does_not_reach_is_installed_by_pip(programs):
    assert programs(CPU) == ["pip uv", UV_TORCH[0], "pip torch", *UV_REST]
    assert programs("uv --") == ["pip uv", UV_TORCH[0], "pip torch", UV_REST[0], "pip -e ."]
    assert programs("--compile") == ["pip uv", *UV_TORCH, "pip torch", *UV_REST, "pip -e ."]
    assert programs("pip uv") == ["pip uv", "pip -e ."]


def test_the_small_pytorch_is_for_linux_without_a_gpu(programs, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        assert programs() == ["pip uv", *UV_REST]
    monkeypatch.setattr(sys, "platform", "darwin")
    assert programs() == ["pip uv", *UV_REST]


@pytest.mark.parametrize("variable", environment.PIP_IS_TOLD)
def test_who_tells_pip_where_to_look_gets_pip(programs, monkeypatch, variable):
    monkeypatch.setenv(variable, "1")
    assert programs() == ["pip -e ."]


# How it says no.


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 15, 0)])
def test_a_python_too_old_or_too_new_is_refused(version):
    told = r"is Python {}\.{}\.{}, .* needs 3\.11 to 3\.14".format(*version)
    with pytest.raises(environment.SetupError, match=told):
        environment.check_version(version)


def test_the_script_parses_on_old_pythons():
    new = (
        ast.JoinedStr,
        ast.AnnAssign,
        ast.NamedExpr,
        ast.Match,
        ast.AsyncFunctionDef,
        ast.Starred,
    )
    for node in ast.walk(ast.parse(SCRIPT.read_text())):
        assert not isinstance(node, new), f"line {node.lineno}"
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            assert [node.returns, arguments.kwonlyargs, arguments.posonlyargs] == [None, [], []]
            assert not any(argument.annotation for argument in arguments.args)
        if isinstance(node, ast.Raise):
            assert node.cause is None


def test_an_old_python_that_is_here_reads_the_script(checkout):
    found = None
    for name in ["python2.7", *(f"python3.{minor}" for minor in range(6, 11))]:
        if not shutil.which(name):
            continue
        found = subprocess.run(
            [name, SCRIPT], cwd=checkout, capture_output=True, text=True, check=False
        )
        if found.returncode != 127:  # a name without a Python behind it
            assert found.returncode == 1
            assert_one_line(found.stderr, "needs 3.11 to 3.14")
            return
    pytest.skip("no Python older than 3.11 is installed here")


def test_no_permission_to_write(checkout, monkeypatch, capsys):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert environment.main([], str(checkout)) == 1
    assert_one_line(capsys.readouterr().err, "no permission to write in", str(checkout))


def test_a_python_without_venv(checkout, monkeypatch, capsys):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert environment.main([], str(checkout)) == 1
    assert_one_line(capsys.readouterr().err, "without the module venv", "apt install")


def test_a_file_in_the_way(checkout):
    (checkout / ".venv").write_text("mine")
    done = run_script(checkout)
    assert done.returncode == 1
    assert_one_line(done.stderr, "is not a folder", "move it away")
    assert (checkout / ".venv").read_text() == "mine"


def test_a_missing_part_of_the_course(checkout):
    (checkout / "constraints.txt").unlink()
    done = run_script(checkout)
    assert done.returncode == 1
    assert_one_line(done.stderr, "constraints.txt", "download it again")


def test_a_pyproject_that_does_not_parse(checkout):
    (checkout / "pyproject.toml").write_text("[project\n")
    done = run_script(checkout)
    assert done.returncode == 1
    assert_one_line(done.stderr, "pyproject.toml", "is not valid")


def test_a_failed_installation_names_reason_and_log(checkout):
    # Without an index pip cannot even find what builds the package.
    done = run_script(checkout, PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert done.returncode == 1
    log = checkout / ".venv" / environment.LOG
    assert_one_line(done.stderr, "ERROR", str(log), "check the network")
    assert "No matching distribution" in log.read_text()
    assert not (checkout / ".venv" / environment.STAMP).exists()


def test_a_second_setup_waits_for_the_first(checkout):
    fcntl = pytest.importorskip("fcntl")
    (checkout / "constraints.txt").unlink()  # so that it ends soon after it has waited
    folder = os.open(checkout, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    second = subprocess.Popen(
        [sys.executable, "helpers/course/environment.py"],
        cwd=checkout,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with second:
        assert second.stdout.readline().startswith("Waiting for another setup")
        assert second.poll() is None
        os.close(folder)
        assert second.wait(10) == 1
