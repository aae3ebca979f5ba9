"""Each exercise has a page with its solution and why, that links lead to by the exercise's name."""

import pytest

from helpers.course.author.build import build, check
from helpers.course.author.notebook import make_notebook
from helpers.course.author.source import find_sources, read_module
from helpers.course.author.worked import linked, why, worked_pages, worked_path
from tests.support.course_tiny import SLUG, TINY, make_course

REASON = """\
    # Why: adding x to itself is `2 * x`, and 1 < 2.
    # It needs no product.
    #
    # So.
"""
HELP = (
    "# <details><summary>Hint</summary>\n#\n# Add.\n#\n# </details>\n#\n# [Worked solution]()\n#\n"
)
SOURCE = TINY.replace("    twice =", f"{REASON}    twice =").replace(
    "# ## 2. Square", f"{HELP}# ## 2."
)
SOURCE = SOURCE.replace(
    "# Doubling 3 gives 6.", "# ### Exercise 7.1 double\n#\n# Doubling 3 gives 6."
)


@pytest.fixture
def module(tmp_path):
    (path,) = find_sources(make_course(tmp_path, SOURCE))
    return read_module(path)


def test_the_page_has_a_title_the_solution_and_the_reason(module):
    page = worked_pages(module)["double"]
    title = "Worked solution: exercise 7.1 double"
    assert f"<title>{title}</title>" in page
    assert f"<h1>{title}</h1>" in page
    code = '<pre><code>def double(x):\n    """Return x times two."""\n'
    code += "    # Addition does it as well.\n    twice = x + x\n    return twice</code></pre>"
    assert code in page
    reason = "<p>adding x to itself is <code>2 * x</code>, and 1 &lt; 2. It needs no product.</p>"
    assert f"{reason}\n<p>So.</p>\n</body>" in page
    assert "SOLUTION" not in page


def test_a_solution_without_a_reason_is_shown_alone(module):
    page = worked_pages(module)["square"]
    assert "<h1>Worked solution: exercise square</h1>" in page
    assert "</code></pre>\n</body>" in page
    assert why(module.cell("exercise", "square")) == []


def test_a_comment_further_down_is_no_reason(tmp_path):
    text = TINY.replace("    return twice", "    # Why: no.\n    return twice")
    (path,) = find_sources(make_course(tmp_path, text))
    module = read_module(path)
    assert why(module.cell("exercise", "double")) == []
    assert "# Why: no." in worked_pages(module)["double"]


def test_links_and_hints_carry_the_name_of_the_exercise_above(module):
    texts = [cell.source for cell in make_notebook(module).cells if cell.cell_type == "markdown"]
    below = next(text for text in texts if "2." in text)
    assert "<summary>Hint for double</summary>" in below
    assert f"[Worked solution of double](../../worked/{SLUG}/double.html)\n" in below
    assert linked("[Worked solution](x.ipynb#y)", SLUG, "f").endswith(
        f"(../../worked/{SLUG}/f.html)"
    )
    assert linked("[Worked solution]()", SLUG, "") == "[Worked solution]()"
    assert linked("a [Worked solution]() b", SLUG, "f") == "a [Worked solution]() b"


def test_the_student_never_gets_the_reason(tmp_path):
    root = make_course(tmp_path, SOURCE)
    list(build(root=root))
    assert check(root=root) == []
    assert "Why:" not in (root / "notebooks" / SLUG / f"{SLUG}.ipynb").read_text()
    page = worked_path(root, SLUG, "double")
    page.write_text(page.read_text().replace("twice", "thrice"))
    (page.parent / "gone.html").write_text("")
    worked_path(root, SLUG, "square").unlink()
    (root / "worked" / "02_gone").mkdir()
    where = f"worked/{SLUG}"
    assert check(root=root) == [
        f"{SLUG}: {where}/double.html is not the solution in the source; run: course build 01",
        f"{SLUG}: {where}/square.html is not the solution in the source; run: course build 01",
        f"{SLUG}: {where}/gone.html has no exercise; move it away",
        "worked/02_gone has no source in solutions/; move it away",
    ]
    (page.parent / "gone.html").unlink()
    (root / "worked" / "02_gone").rmdir()
    list(build(root=root))
    assert check(root=root) == []
