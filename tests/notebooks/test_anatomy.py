"""Every module keeps to the anatomy of a module: its parts, its size, its exercises' help."""

import re
import statistics

import pytest

from helpers.course.author.anatomy import RECALL, asked_again, words
from helpers.course.author.source import find_sources, project_root, read_module

SOURCES = find_sources(project_root())
CODE_KINDS = {"code", "setup", "exercise", "check", "predict", "experiment"}


@pytest.fixture(params=SOURCES, ids=lambda path: path.stem)
def module(request):
    return read_module(request.param)


def prose(module):
    return "\n".join(cell.source for cell in module.cells if cell.kind == "text")


def off_the_main_path(module):
    """Return the places of optional exercises and recall questions, each with the cell it needs."""
    for at, cell in enumerate(module.cells):
        if cell.options.get("optional") or (
            cell.kind == "predict" and cell.name.startswith(RECALL)
        ):
            yield from (at, at + 1)


def test_its_size_suits_one_sitting(module):
    """Counted is the main path: what is folded, optional or a recall question comes on top."""
    apart = set(off_the_main_path(module))
    main = [cell for at, cell in enumerate(module.cells) if at not in apart]
    code = [cell.source for cell in main if cell.kind in CODE_KINDS]
    lines = [sum(bool(line.strip()) for line in source.splitlines()) for source in code]
    assert 15 <= len(code) <= 40
    assert statistics.median(lines) <= 10
    before_sources = prose(module).split("## Sources")[0]
    assert 1500 <= words(before_sources) <= 3500


def test_it_has_every_part(module):
    text = prose(module)
    for part in ("# ", " minutes.**", "you can", "Limits", "Summary", "### Essay", "## Sources"):
        assert part in text, f"{module.slug} has no part {part!r}"
    assert any(cell.kind == "essay" for cell in module.cells)
    assert any(cell.kind == "predict" for cell in module.cells)


def test_every_exercise_has_a_prompt_and_a_hint_that_gives_nothing_away(module):
    for name in module.exercises:
        at = next(i for i, cell in enumerate(module.cells) if cell.name == name)
        answer, after = module.cells[at], module.cells[at + 2]
        title, _, prompt = module.cells[at - 1].source.rpartition("### Exercise")
        assert re.match(rf" \d+\.\d+ {name}\n", prompt), f"no title for {name}"
        assert f"**{answer.options['minutes']} minutes, {module.points(name)} point" in prompt
        assert "By hand" in prompt, f"no case by hand for {name}"
        hint = after.source.split("</details>")[0]
        assert "<summary>Hint</summary>" in hint, f"no hint for {name}"
        for line in module.solution(name).splitlines()[1:]:
            assert len(line.strip()) < 20 or line.strip() not in hint, f"{name}: hint gives away"


def test_the_minutes_add_up(module):
    """The main exercises fit in the module's minutes, and leave at least a tenth for reading."""
    total = int(re.search(r"\*\*(\d+) minutes\.\*\*", prose(module)).group(1))
    main = [c for c in module.cells if c.kind == "exercise" and not c.options.get("optional")]
    assert sum(cell.options["minutes"] for cell in main) <= 0.9 * total


def test_three_recall_questions_ask_for_one_earlier_module_each(module):
    """The question says which, as in "(module 05)"; before module 00 there is nothing to ask."""
    asked = asked_again(module)
    assert len(asked) == (3 if module.slug[:2] != "00" else 0)
    for name, numbers in asked.items():
        assert len(numbers) == 1, f"{name} names the modules {numbers}; name one, as (module 05)"
        assert numbers[0] < module.slug[:2], f"{name} asks for a module that comes later"


def test_two_later_modules_ask_for_each_module_again():
    """So at least one of them comes two or more modules later, when forgetting has set in."""
    modules = [read_module(path) for path in SOURCES]
    last = int(modules[-1].slug[:2])
    for number in range(last):
        asked_in = [
            module.slug[:2]
            for module in modules
            if [f"{number:02d}"] in asked_again(module).values()
        ]
        wanted = min(2, last - number)
        assert len(asked_in) >= wanted, (
            f"a recall question with (module {number:02d}) stands in {asked_in}; at least {wanted} "
            "later modules should have one"
        )
