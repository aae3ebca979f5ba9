"""The copy of the course that a template loads: its references have no bodies."""

import ast
import inspect
import os
import shutil
import stat
import textwrap

import pytest

from helpers.grading.sandbox import bubblewrap, host, redaction
from helpers.grading.sandbox.host import SandboxError
from helpers.grading.sandbox.redaction import copy_helpers, redacted
from tests.support.bubblewrap import need_bubblewrap
from tests.support.grading import grading_probe
from tests.support.grading.grading_probe import ask, value

# --- the rewriting ----------------------------------------------------------------------------

CASES = {
    "plain": (
        '''
        def f(x):
            """The secret docstring."""
            # secret comment
            y = x  # secret

            return (y +
                    secret)
            # secret comment below

        # not part of it
        kept = 1
        ''',
        {"f"},
    ),
    "one line": ("def f(x): return secret  # secret\nkept = 1\n", {"f"}),
    "two statements in a line": ("def f(x): y = secret; return secret;\nkept = 1", {"f"}),
    "no newline at the end": ("kept = 1\ndef f():\n    return secret", {"f"}),
    "lines that go on": (
        "def f():\n    return \\\n        secret \\\n  ;  # secret\nkept = 1\n",
        {"f"},
    ),
    "text over several lines": ("def f():\n    return '''secret\nsecret: '''\nkept = 1\n", {"f"}),
    "colons in the signature": (
        """
        def f(
            x: dict = {1: 2},  # kept comment
            *rest: "a: b",
            key=(lambda y: y),
            **more: int,
        ) -> (lambda: {3: 4}):  # secret
            return secret
        kept = 1
        """,
        {"f"},
    ),
    "letters of two bytes": (
        "def f(α: 'é' = 'é', *, β='ü'): return 'secret é'  # secret\nkept = 'é'\n",
        {"f"},
    ),
    "methods and decorators": (
        """
        class C:
            kept = 1
            @staticmethod
            def f(x):
                return secret
            class D:
                @property
                # kept comment
                def g(self):
                    def inner():
                        return secret
                    return inner
            def stays(self):
                return kept
        """,
        {"C.f", "C.D.g"},
    ),
    "defined twice": (
        """
        try:
            def f(x):
                return secret
        except ImportError:
            def f(x): return secret
        async def f(x):
            await secret
        def stays():
            def f():
                return kept
            return f
        """,
        {"f"},
    ),
    "tabs and form feeds": ("def f():\n\tx = 1\n\f\n\treturn secret\n\x0ckept = 1\n", {"f"}),
}


def without_bodies(source, names):
    """Every statement with its line, the bodies of the named functions left out."""
    tree = ast.parse(source)
    for name, function in redaction._functions(tree):
        if name in names:
            function.body = []
    return ast.dump(tree, include_attributes=False), [
        (type(node).__name__, node.lineno) for node in ast.walk(tree) if isinstance(node, ast.stmt)
    ]


@pytest.mark.parametrize("case", CASES)
def test_a_body_goes_and_all_else_stays(case):
    source, names = CASES[case]
    source = textwrap.dedent(source)
    text = redacted(source, names, "m")
    assert "secret" in source
    assert "secret" not in text
    for word in ("kept", "not part of it", "kept comment"):
        assert text.count(word) == source.count(word)
    assert text.count("\n") == source.count("\n")
    assert without_bodies(text, names)[0] == without_bodies(source, names)[0]
    places = [place for _, place in without_bodies(text, names)[1]]
    assert places == [place for _, place in without_bodies(source, names)[1]]


def test_what_is_left_has_the_signature_and_refuses():
    source = "def f(a, /, b=[1], *c: int, d={'x': 2}, **e) -> str:\n    return secret\n"
    names = {}
    exec(redacted(source, {"f"}, "m"), names)
    before = {}
    exec(source, before)
    assert inspect.signature(names["f"]) == inspect.signature(before["f"])
    with pytest.raises(SystemExit, match="own solution"):
        names["f"](1)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("f = lambda x: x", "f"),
        ("f = lambda x: x", "<lambda>"),
        ("def g(): pass", "f"),
        ("def g():\n    def f(): pass\n    return f", "g.<locals>.f"),
        ("class f:\n    def g(self): pass", "f"),
        ("exec('def f(): pass')", "f"),
    ],
)
def test_what_cannot_be_taken_out_is_named(source, name):
    with pytest.raises(SandboxError, match=f"m.{name} cannot be kept from answers"):
        redacted(source, {name}, "m")


def test_a_body_that_would_stay_is_noticed(monkeypatch):
    monkeypatch.setattr(redaction, "REFUSAL", " x = 1  # raise SystemExit")
    monkeypatch.setattr(redaction, "_refuses", lambda function: False)
    with pytest.raises(SandboxError, match=r"m\.f cannot be kept from answers: its body stays"):
        redacted("def f(): pass", {"f"}, "m")


# --- the copy ---------------------------------------------------------------------------------


def test_the_copy_holds_the_modules_and_no_caches(tmp_path):
    before = os.umask(0o077)
    try:
        copy_helpers(tmp_path, [["e", "helpers.scratch.cells", "rnn_step"]])
    finally:
        os.umask(before)
    theirs = {p.relative_to(tmp_path).as_posix(): p for p in tmp_path.rglob("*")}
    ours = {
        path.relative_to(bubblewrap.HELPERS).as_posix(): path
        for name in bubblewrap.FOR_STUDENTS
        for path in [bubblewrap.HELPERS / name, *(bubblewrap.HELPERS / name).rglob("*")]
        if path.exists() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert theirs.keys() == ours.keys()
    files = [name for name, path in theirs.items() if path.is_file()]
    changed = [name for name in files if theirs[name].read_bytes() != ours[name].read_bytes()]
    assert changed == ["scratch/cells.py"]
    for path in theirs.values():
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("helpers.checks.runtime.reference_guard", "no module that answers may use"),
        ("helpers.scratch.no_such_module", "no module that answers may use"),
        ("json.decoder", "no module that answers may use"),
        ("helpers.scratch.cells", "cells.f cannot be kept from answers: no def"),
    ],
)
def test_a_reference_elsewhere_is_refused(module, said):
    need_bubblewrap()
    with pytest.raises(SandboxError, match=said):
        grading_probe.template(guarded=[["e", module, "f"]])


def test_a_module_that_is_no_python_is_refused(tmp_path, monkeypatch):
    home = tmp_path / "helpers"
    home.mkdir()
    monkeypatch.setattr(redaction, "HELPERS", home)
    monkeypatch.setattr(redaction, "FOR_STUDENTS", ("m.py",))
    said = r"helpers\.m holds a reference, and cannot be read"
    for data in (b"def f(:", b"def f(): '\xff'", b"# coding: none-such\n", b"\0"):
        (home / "m.py").write_bytes(data)
        (tmp_path / "copy").mkdir()
        with pytest.raises(SandboxError, match=said):
            copy_helpers(tmp_path / "copy", [["e", "helpers.m", "f"]])
        shutil.rmtree(tmp_path / "copy")


def test_the_copy_has_the_encoding_of_its_module(tmp_path, monkeypatch):
    home = tmp_path / "helpers"
    home.mkdir()
    monkeypatch.setattr(redaction, "HELPERS", home)
    monkeypatch.setattr(redaction, "FOR_STUDENTS", ("m.py",))
    source = "# coding: latin-1\r\ndef f(): return 'é'\r\nx = 'é'\r\n"
    (home / "m.py").write_bytes(source.encode("latin-1"))
    (tmp_path / "copy").mkdir()
    copy_helpers(tmp_path / "copy", [["e", "helpers.m", "f"]])
    names = {}
    exec((tmp_path / "copy" / "m.py").read_bytes(), names)
    assert names["x"] == "é"


def test_no_copy_is_left_behind(tmp_path, monkeypatch):
    need_bubblewrap()
    monkeypatch.setattr(host.tempfile, "tempdir", str(tmp_path))
    with grading_probe.template("from helpers.scratch import cells") as made:
        assert os.listdir(tmp_path) == []
        with made.start_child() as child:
            assert ask(child, "found = cells.__name__") == "'helpers.scratch.cells'"
    with pytest.raises(SandboxError, match="ZeroDivisionError"):
        grading_probe.template("1 / 0")
    assert os.listdir(tmp_path) == []


def test_the_template_sees_the_copy_and_no_caches():
    need_bubblewrap()
    walk = (
        f"import os; walk = [x for _, d, f in os.walk({str(bubblewrap.HELPERS)!r}) for x in d + f]"
    )
    text = "import helpers.scratch.cells as c; text = open(c.__file__).read()"
    guarded = [["e", "helpers.scratch.cells", "rnn_step"]]
    with grading_probe.template(walk, text, guarded=guarded) as made, made.start_child() as child:
        seen = value(child, "found = walk")
        assert "cells.py" in seen
        assert [name for name in seen if "pyc" in name] == []
        assert redaction.REFUSAL in value(child, "found = text")
