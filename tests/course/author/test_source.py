"""A source file is read into cells, or refused with its line and what to do about it."""

import re
import subprocess
import sys

import pytest

from helpers.common.errors import SourceError
from helpers.course.author.source import find_sources, project_root, read_module
from tests.support.course_broken import BROKEN
from tests.support.course_tiny import ROOT, SLUG, TINY, make_course

KINDS = (
    "text setup text exercise check text exercise check text predict experiment code text essay"
).split()


@pytest.fixture
def tiny(tmp_path):
    return read_module(make_course(tmp_path) / "solutions" / f"{SLUG}.py")


def test_cells_have_kinds_names_and_options(tiny):
    assert [cell.kind for cell in tiny.cells] == KINDS
    assert [cell.name for cell in tiny.cells if cell.name] == [
        *("double", "double", "square", "square"),
        *("sum_of_squares", "why_linear"),
    ]
    options = {cell.kind: cell.options for cell in tiny.cells if cell.options}
    assert options == {
        "exercise": {"minutes": 1},
        "check": {"points": 3},
        "experiment": {"seconds": 0},
        "code": {"volatile": True},
        "essay": {"points": 4},
    }


def test_every_cell_knows_its_header_line(tiny):
    lines = TINY.split("\n")
    headers = [i + 1 for i, line in enumerate(lines) if line.startswith("# %%")]
    assert [cell.line for cell in tiny.cells] == headers


def test_code_lines_up_with_the_file(tiny):
    lines = TINY.split("\n")
    for cell in tiny.cells:
        if cell.kind not in ("text", "essay"):
            source = cell.source.split("\n")
            assert source == lines[cell.line : cell.line + len(source)]


def test_module_answers_for_those_who_measure(tiny):
    assert (tiny.slug, tiny.title) == (SLUG, "Tiny")
    assert tiny.exercises == ("double", "square")
    assert (tiny.points("double"), tiny.points("square")) == (2, 3)
    assert "SOLUTION" not in tiny.solution("double")
    scope = {}
    exec(tiny.setup_source + tiny.solution("double"), scope)
    assert scope["double"](4) == 8
    scope["check_double"](scope["double"])


def test_a_solution_without_a_name_is_a_key_error(tiny):
    with pytest.raises(KeyError, match="triple"):
        tiny.solution("triple")


@pytest.mark.parametrize("fault", list(BROKEN))
def test_a_fault_is_named_with_its_line(tmp_path, fault):
    old, new, at, says = BROKEN[fault]
    assert old in TINY
    source = TINY.replace(old, new, 1)
    path = make_course(tmp_path, source) / "solutions" / f"{SLUG}.py"
    with pytest.raises(SourceError) as caught:
        read_module(path)
    message = str(caught.value)
    line = int(re.match(r"solutions/01_tiny\.py:(\d+): ", message).group(1))
    assert source[: source.index(at)].count("\n") + 1 == line, message
    assert says in message
    assert "\n" not in message


def test_an_exercise_without_a_check(tmp_path):
    start, stop = TINY.index('# %% check="square"'), TINY.index("# %% [markdown]\n# How large")
    path = make_course(tmp_path, TINY[:start] + TINY[stop:]) / "solutions" / f"{SLUG}.py"
    with pytest.raises(SourceError, match=r":49: exercise 'square' has no check; add a cell"):
        read_module(path)


def test_a_check_above_its_exercise(tmp_path):
    start, stop = TINY.index('# %% check="double"'), TINY.index("# %% [markdown]\n# ## 2")
    source = TINY[:start] + TINY[stop:]
    source = source.replace('# %% exercise="double"', TINY[start:stop] + '# %% exercise="double"')
    path = make_course(tmp_path, source) / "solutions" / f"{SLUG}.py"
    with pytest.raises(SourceError, match="no exercise above it"):
        read_module(path)


@pytest.mark.parametrize(
    "line",
    [
        'show(fig, alt="A line.", caption="c")',
        'style.show(fig, "A line.")',
        "show(fig, **words)",
        "# %matplotlib inline",
        "# ![](commented.png)",
    ],
)
def test_right_code_passes(tmp_path, line):
    source = TINY.replace("print(time", line + "\nprint(time")
    read_module(make_course(tmp_path, source) / "solutions" / f"{SLUG}.py")


def test_a_magic_arrives_as_a_magic(tmp_path):
    source = TINY.replace("print(time", "# %matplotlib inline\nprint(time")
    module = read_module(make_course(tmp_path, source) / "solutions" / f"{SLUG}.py")
    assert "\n%matplotlib inline\n" in next(c.source for c in module.cells if c.kind == "code")


def test_a_header_inside_a_string_is_refused(tmp_path):
    source = TINY.replace("print(time", 'x = """\n# %% no header\n"""\nprint(time')
    path = make_course(tmp_path, source) / "solutions" / f"{SLUG}.py"
    with pytest.raises(SourceError):
        read_module(path)


ALMOST = ["# %%[markdown]", "#%% setup", "# %%% x", "# In[1]:", "    # %% x", "#   %% x"]


@pytest.mark.parametrize("line", ALMOST)
@pytest.mark.parametrize("below", ["# Doubling 3 gives 6.", "import time"])
def test_what_looks_like_a_header_is_refused_where_it_stands(tmp_path, line, below):
    source = TINY.replace(below, f"{below}\n{line}")
    path = make_course(tmp_path, source) / "solutions" / f"{SLUG}.py"
    at = source[: source.index(line)].count("\n") + 1
    with pytest.raises(SourceError, match=rf":{at}: looks like a cell header; write '# %% \.\.\."):
        read_module(path)


def test_prose_may_speak_of_headers(tmp_path):
    source = TINY.replace("# Doubling 3", "# A line `# %%` or In[1]: is fine. Doubling 3")
    read_module(make_course(tmp_path, source) / "solutions" / f"{SLUG}.py")


def test_a_byte_order_mark_is_read_over(tmp_path):
    path = make_course(tmp_path) / "solutions" / f"{SLUG}.py"
    path.write_bytes(b"\xef\xbb\xbf" + TINY.encode())
    assert read_module(path).title == "Tiny"


def test_text_that_is_not_utf8_is_named_with_its_line(tmp_path):
    path = make_course(tmp_path) / "solutions" / f"{SLUG}.py"
    path.write_bytes(TINY.replace("Doubling 3", "Doubling \xe4").encode("latin-1"))
    at = TINY[: TINY.index("Doubling 3")].count("\n") + 1
    with pytest.raises(SourceError, match=rf"^solutions/01_tiny.py:{at}: not UTF-8; save"):
        read_module(path)


def test_an_unknown_word_is_answered_with_the_nearest_and_all_kinds(tmp_path):
    path = make_course(tmp_path, TINY.replace("# %% setup", "# %% setpu")) / "solutions"
    with pytest.raises(SourceError, match=r"did you mean setup\?.*check, essay, predict"):
        read_module(path / f"{SLUG}.py")


def test_a_picture_must_be_there(tmp_path):
    text = "# Doubling 3 ![a](../p.png) ![b](https://x/y.png) `![c](none.png)`"
    path = make_course(tmp_path, TINY.replace("# Doubling 3", text)) / "solutions" / f"{SLUG}.py"
    with pytest.raises(SourceError, match=r":28: the picture '../p.png' does not exist"):
        read_module(path)
    path.with_name(SLUG).mkdir()
    path.with_name("p.png").write_bytes(b"png")
    read_module(path)


@pytest.mark.parametrize("content", [b"", b"x = 1\n", b"\xff\xfe"])
def test_a_file_that_is_no_source(tmp_path, content):
    path = make_course(tmp_path) / "solutions" / f"{SLUG}.py"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"^solutions/01_tiny.py:1: "):
        read_module(path)


@pytest.mark.parametrize(
    "name", ["1", "01", "01_tiny", "01_tiny.py", "solutions/01_tiny.py", "solutions/01_tiny/"]
)
def test_a_module_has_several_names(tmp_path, name):
    root = make_course(tmp_path)
    assert [path.stem for path in find_sources(root, [name])] == [SLUG]


def test_sources_come_in_order_and_once(tmp_path):
    root = make_course(tmp_path)
    make_course(tmp_path, slug="00_zero")
    (root / "solutions" / ".01_tiny.py").write_text("an editor's own file")
    assert [path.stem for path in find_sources(root)] == ["00_zero", SLUG]
    assert [path.stem for path in find_sources(root, ["1", "0", "01"])] == ["00_zero", SLUG]


@pytest.mark.parametrize(
    ("slug", "says"),
    [
        ("02-lm", "solutions/02-lm.py: not a module name"),
        ("notes", "solutions/notes.py: not a module name"),
        ("01_twin", "solutions/01_twin.py: 01_tiny.py has the number 01 already"),
    ],
)
def test_a_source_that_would_be_lost_is_named(tmp_path, slug, says):
    make_course(tmp_path)
    with pytest.raises(SourceError) as caught:
        find_sources(make_course(tmp_path, slug=slug), ["1"])
    assert str(caught.value).startswith(says)


@pytest.mark.parametrize("name", ["7", "tiny", "", "../01_tiny"])
def test_an_unknown_module_is_told_what_exists(tmp_path, name):
    with pytest.raises(SourceError, match="there are 01_tiny"):
        find_sources(make_course(tmp_path), [name])


def test_a_course_without_modules(tmp_path):
    (tmp_path / "solutions").mkdir()
    with pytest.raises(SourceError, match="no module here"):
        find_sources(tmp_path)


def test_the_root_is_found_from_below(tmp_path, monkeypatch):
    root = make_course(tmp_path)
    below = root / "workspace" / "deep"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert project_root() == root


def test_elsewhere_the_root_is_the_packages(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert project_root() == ROOT


def test_reading_headers_needs_no_torch_and_no_nbgrader():
    code = (
        "import sys, helpers.course.author.source; "
        "print([m for m in ('torch', 'nbgrader', 'matplotlib', 'jupytext') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
