"""What the pages of the site are made of: nothing is given away, lost or invented."""

import json
import re

import pytest

from helpers.checks import predict, yours
from helpers.common.errors import SourceError
from helpers.course.site.bibliography import bibliography, works_of
from helpers.course.site.material import read_material
from helpers.course.site.module_page import TO_A_RUNNER, module_page
from helpers.course.site.opening import opening
from helpers.course.site.repository import binder, codespace, repository
from helpers.course.site.solution_pages import solution_pages
from helpers.course.site.start_page import hours, start_page
from helpers.course.site.tables import claims, glossary
from tests.support import ROOT
from tests.support.formulas import CODE, FORMULA, formulas_of
from tests.support.modules import MODULES, SLUGS, hidden_lines, instructor, solution_lines

MATERIALS = {material.slug: material for material in read_material(ROOT)}
ADDRESS = "https://github.com/owner/name"
WITHOUT_CLAIMS = ("00_start_here",)
IMAGE = re.compile(r"<img [^>]*>")


def page_of(slug):
    page, figures = module_page(MATERIALS[slug], "")
    return json.loads(page), figures


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_gives_no_solution_and_no_hidden_test_away(slug):
    text = json.dumps(page_of(slug)[0], ensure_ascii=False)
    student = MATERIALS[slug].student
    free = "\n".join(cell.source for cell in student.cells)  # what students are given anyhow
    for name in MODULES[slug].exercises:
        secret = [*solution_lines(MODULES[slug], name), *hidden_lines(MODULES[slug], name)]
        told = [line for line in secret if len(line) > 20 and line not in free]
        assert [line for line in told if json.dumps(line)[1:-1] in text] == [], name


@pytest.mark.parametrize("slug", SLUGS)
def test_every_figure_arrives_with_its_alternative_text(slug):
    page, figures = page_of(slug)
    outputs = [o for cell in page["cells"] for o in cell.get("outputs", [])]
    images = [
        i for o in outputs for i in IMAGE.findall("".join(o.get("data", {}).get("text/html", "")))
    ]
    shown = sum(
        "<img" in output.get("data", {}).get("text/html", "")
        for cell in instructor(slug).cells
        for output in cell.get("outputs", [])
    )
    assert len(images) == shown
    assert all(re.search(r'alt="[^"]{10,}"', image) for image in images)
    assert {re.search(r'src="\.\./([^"]+)"', image)[1] for image in images} == set(figures)
    assert "base64" not in json.dumps(page)


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_on_a_page_speaks_to_somebody_who_runs_it(slug):
    outputs = json.dumps([cell.get("outputs") for cell in page_of(slug)[0]["cells"]])
    for words in ("No prediction", "No answer yet", "your own function runs", "interactive("):
        assert words not in outputs


@pytest.mark.parametrize("slug", SLUGS)
def test_no_text_holds_a_word_that_a_browser_takes_for_a_tag(slug):
    """`<UNK>` outside code would vanish from every page."""
    texts = "\n".join(c.source for c in MODULES[slug].cells if c.kind in ("text", "essay"))
    free = FORMULA.sub("", CODE.sub("", texts))
    assert set(re.findall(r"</?([A-Za-z][\w-]*)[^<>\n]*>", free)) <= {"details", "summary"}


def test_what_is_printed_in_columns_scrolls_and_prose_wraps():
    outputs = [
        (cell["metadata"].get("tags", []), "".join(output["text"]))
        for cell in page_of("03_gradients")[0]["cells"]
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream"
    ]
    tables = [tags for tags, text in outputs if "nats per step    measured" in text]
    assert tables
    assert all("in-columns" in tags for tags in tables)
    assert any("in-columns" not in tags for tags, _ in outputs)


def test_the_words_that_are_left_out_are_those_that_are_printed(capsys):
    predict.score_prediction(None, 5, unit="characters of the text that was held out")
    predict.score_recall(None, (2, 3), "Because.")
    predict.score_recall(None, "b", "Because.")
    yours._own_named.clear()

    class Passed:
        name = "rnn_step"
        has_passed = staticmethod(lambda answer: True)

    yours.yours(len, Passed, len)
    left = TO_A_RUNNER.sub("", capsys.readouterr().out).split()
    assert left == "Measured: 5 characters of the text that was held out.".split()


def test_exercises_can_be_named_and_no_folded_heading_ends_the_fold():
    for slug in SLUGS:
        texts = ["".join(cell["source"]) for cell in page_of(slug)[0]["cells"]]
        joined = "\n".join(texts)
        for name in MODULES[slug].exercises:
            assert joined.count(f"(exercise-{slug}-{name})=") == 1, name
            assert f"](../solutions/{slug}/{name}.md)" in joined
        for folded in re.findall(r"<details.*?</details>", joined, re.DOTALL):
            assert not re.search(r"^#+ ", folded, re.MULTILINE)


def test_a_solution_has_a_page_of_its_own_that_the_search_does_not_read():
    for slug in SLUGS:
        pages = solution_pages(MODULES[slug])
        assert len(pages) == len(MODULES[slug].exercises) + 1
        for name in MODULES[slug].exercises:
            page = pages[f"solutions/{slug}/{name}.md"]
            assert page.startswith("---\nnosearch: true\n---\n")
            assert "### " not in page
            code = [line for line in solution_lines(MODULES[slug], name) if line[0] != "#"]
            assert all(line in page for line in code)


def test_the_start_page_has_every_module_with_hours_and_needs():
    page = start_page(list(MATERIALS.values()), ROOT, "")["index.md"]
    for material in MATERIALS.values():
        assert material.minutes
        assert material.needs
        assert material.summary, f"the map in README.md has no row for {material.slug[:2]}"
        assert f"[{material.title}](modules/{material.slug}.ipynb)" in page
        assert material.needs in page
    assert "make lab" in page
    assert "course progress" in page
    assert "git clone" not in page


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(40, "40 minutes"), (205, "3½ hours"), (150, "2½ hours"), (180, "3 hours")],
)
def test_hours_are_told_in_halves(minutes, told):
    assert hours(minutes).replace("\u00a0", " ") == told


def test_every_row_of_every_claims_table_is_on_one_page_with_its_module():
    page = claims(list(MATERIALS.values()))
    found = 0
    for slug, material in MATERIALS.items():
        tables = re.findall(
            r"^\| claimed, and where .*\n.*\n((?:\|.*\n?)+)", material.texts(), re.M
        )
        assert len(tables) == (slug not in WITHOUT_CLAIMS), slug
        rows = [row for table in tables for row in table.splitlines()]
        link = f"\n| [{slug[:2]}](modules/{slug}.ipynb): "
        assert [row for row in rows if f"{link}{row.removeprefix('| ')}\n" not in page] == []
        assert page.count(link) == len(rows)
        found += len(rows)
    assert found > 90
    assert f"{found} rows." in page


def test_the_glossary_has_the_names_that_all_modules_share():
    page = glossary(list(MATERIALS.values()))
    for words in ("W_x (D, kH)", "i, f, g, o", "nats", "a pre-activation", "Ng's course"):
        assert words in page
    rows = [line for line in page.splitlines() if re.match(r"\| (Axes|Weights|Units) \|", line)]
    assert [row.count("|") for row in rows] == [3, 3, 3]
    assert rows[0].endswith("1 on real steps and 0 on padding. |")


def test_each_symbol_occurs_in_the_modules_that_its_row_names():
    rows = (ROOT / "helpers" / "course" / "site" / "symbols.md").read_text("utf-8").splitlines()[2:]
    assert len(rows) > 30
    for row in rows:
        symbol, _, meaning, modules = (cell.strip() for cell in row.split("|")[1:-1])
        assert meaning, row
        for number in modules.split(", "):
            (slug,) = (slug for slug in SLUGS if slug.startswith(number))
            formulas = " ".join(tex for tex, _ in formulas_of(slug))
            texts = formulas + " ".join(c.source for c in MODULES[slug].cells if c.kind == "text")
            for part in re.findall(r"\$([^$]+)\$|`([^`]+)`", symbol):
                assert "".join(part) in texts, f"{number}: {symbol}"


SOURCES = """\
- J. L. Elman (1990), *Finding structure in time*, Cognitive Science 14. The cell of this module.
- A. Ng et al., *Sequence models*, Coursera. A notation.
- R. Srivastava & J. Černocký (2015), *Highways*; K. He (2016), *Deep residual learning*. A step.
- K. Cho & B. van Merriënboer (2014), *On the properties*, SSST: the bottleneck.
- E. Tjong Kim Sang (2003), CoNLL, vol. 4. Tags. Student (1908), *The probable error of a mean*.
- The texts: help topics.
"""


class Told:
    def __init__(self, slug, text):
        self.slug, self.text = slug, text

    def texts(self):
        return f"## 9 Sources, read critically\n\n{self.text}\n## More\n\n- Z. Zed (2000), *No*."


def test_sources_of_all_modules_make_one_list():
    again = "- J. Elman (1990), *Finding structure in time*. Once more.\n"
    lines = bibliography([Told("01_a", SOURCES), Told("02_b", again)]).splitlines()
    entries = [line for line in lines if line.startswith(("- ", "  - "))]
    first, second = "[01](modules/01_a.ipynb)", "[02](modules/02_b.ipynb)"
    assert entries == [
        "- K. Cho & B. van Merriënboer (2014), *On the properties*, SSST.",
        f"  - {first}: The bottleneck.",
        "- J. L. Elman (1990), *Finding structure in time*, Cognitive Science 14.",
        f"  - {first}: The cell of this module.",
        f"  - {second}: Once more.",
        "- K. He (2016), *Deep residual learning*.",
        f"  - {first}: A step.",
        "- A. Ng et al., *Sequence models*, Coursera.",
        f"  - {first}: A notation.",
        "- R. Srivastava & J. Černocký (2015), *Highways*.",
        f"  - {first}: A step.",
        f"- Student (1908), *The probable error of a mean*. ({first})",
        "- E. Tjong Kim Sang (2003), CoNLL, vol. 4.",
        f"  - {first}: Tags.",
        f"- The texts: help topics. ({first})",
    ]


def test_no_source_of_a_module_is_lost():
    page = bibliography(list(MATERIALS.values()))
    for material in MATERIALS.values():
        body = material.texts().split("Sources, read critically")[1]
        titles = re.findall(r"\(\d{4}\), (\*[^*]+\*)", body)
        assert titles
        assert [title for title in titles if " ".join(title.split()) not in page] == []


def test_a_source_is_cited_alike_in_all_modules_and_each_says_what_for():
    cited = {}
    for slug, material in MATERIALS.items():
        found = [pair for _, works in works_of(material) for pair in works]
        assert [work for work, remark in found if not (work.title and remark)] == [], slug
        for work, _ in found:
            cited.setdefault(work.title.casefold(), set()).add((work.who, work.year, work.place))
    assert {title: forms for title, forms in cited.items() if len(forms) > 1} == {}


def test_without_an_address_nothing_is_invented(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_REPOSITORY", raising=False)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert repository(tmp_path) == ""
    assert "http" not in opening(MATERIALS[SLUGS[0]], "")


def test_an_address_makes_the_links(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text(f'[project]\nurls.Repository = "{ADDRESS}.git"\n')
    monkeypatch.delenv("COURSE_REPOSITORY", raising=False)
    assert repository(tmp_path) == ADDRESS
    monkeypatch.setenv("COURSE_REPOSITORY", "https://codeberg.org/a/b/")
    assert repository(tmp_path) == "https://codeberg.org/a/b"
    notebook = "notebooks/01_a/01_a.ipynb"
    assert binder(ADDRESS, notebook) == (
        "https://mybinder.org/v2/gh/owner/name/HEAD?urlpath=lab%2Ftree%2Fnotebooks%2F01_a%2F01_a.ipynb"
    )
    assert binder("https://codeberg.org/a/b", notebook).startswith(
        "https://mybinder.org/v2/git/https%3A%2F%2Fcodeberg.org%2Fa%2Fb/HEAD?"
    )
    assert codespace(ADDRESS) == "https://codespaces.new/owner/name"
    assert codespace("https://codeberg.org/a/b") == ""
    told = opening(MATERIALS[SLUGS[0]], ADDRESS)
    assert "mybinder.org" in told
    assert "Colab" in told
    assert f"git clone {ADDRESS}" in start_page([], ROOT, ADDRESS)["index.md"]


@pytest.mark.parametrize("address", ["git@github.com:owner/name", "https://github.com", "name"])
def test_an_address_that_is_none_is_refused(monkeypatch, address):
    monkeypatch.setenv("COURSE_REPOSITORY", address)
    with pytest.raises(SourceError, match="https://HOST/OWNER/NAME"):
        repository(ROOT)
