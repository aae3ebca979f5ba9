"""Where no sandbox can be built, one line says why and what helps."""

import shlex
import shutil
import subprocess

import pytest

from helpers.grading.sandbox import bubblewrap, host
from helpers.grading.sandbox.host import SandboxError, Template, TemplateSetup
from tests.support.bubblewrap import need_bubblewrap


@pytest.mark.parametrize(
    ("where", "name", "value", "words"),
    [
        (host, "find_bwrap", lambda: None, "apt install bubblewrap"),
        (host.sys, "platform", "darwin", "needs Linux"),
        (host.platform, "machine", lambda: "riscv64", "riscv64"),
        (bubblewrap, "find_bwrap", lambda: "/usr/bin/false", "User namespaces"),
        (bubblewrap, "_OWN", [["tmp", "/nowhere"]], "mount /learner/tmp on /nowhere"),
    ],
)
def test_a_problem_is_one_line_with_a_remedy(monkeypatch, where, name, value, words):
    if where is bubblewrap:
        need_bubblewrap()
    monkeypatch.setattr(where, name, value)
    problem = host.sandbox_problem.__wrapped__()
    assert words in problem
    assert "--unsafe grades without a sandbox" in problem
    assert "\n" not in problem


def test_a_problem_says_what_bubblewrap_said(monkeypatch, tmp_path):
    need_bubblewrap()
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: no namespaces for you' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "find_bwrap", lambda: str(program))
    problem = host.sandbox_problem.__wrapped__()
    assert "did not start: bwrap: no namespaces for you)" in problem
    assert "\n" not in problem


def test_devices_mounted_without_rights_stay_so(monkeypatch, tmp_path):
    """Many systems mount /dev with noexec, which nobody below may take away again."""
    need_bubblewrap()
    script = 'mount -o remount,bind,nosuid,noexec /dev && exec "$@"'
    rights = [] if bubblewrap.is_real_root() else ["--user", "--map-root-user"]
    shield = ["unshare", *rights, "--mount", "sh", "-c", script, "sh"]
    if not shutil.which("unshare") or subprocess.run([*shield, "true"], check=False).returncode:
        pytest.skip("no mounting in a namespace of one's own here")
    program = tmp_path / "bwrap"
    program.write_text(f'#!/bin/sh\nexec {shlex.join([*shield, bubblewrap.find_bwrap()])} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "find_bwrap", lambda: str(program))
    assert host.sandbox_problem.__wrapped__() is None


def test_without_bubblewrap_nothing_starts(monkeypatch):
    monkeypatch.setattr(bubblewrap, "find_bwrap", lambda: None)
    with pytest.raises(SandboxError, match="bubblewrap is not installed"):
        Template(TemplateSetup([], [], {}))


def test_here_there_is_no_problem():
    need_bubblewrap()
    assert host.sandbox_problem() is None
