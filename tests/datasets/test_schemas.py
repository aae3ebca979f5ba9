"""The course's own schemas: well formed, and nothing but their meaning gives the answer away."""

from collections import Counter

import numpy as np

from helpers.datasets.schemas import Schema, bag_of_words_accuracy, load_schemas, questions
from tests.support.tables import each_row

SCHEMAS = load_schemas()


def test_there_are_enough_and_none_twice():
    assert len(SCHEMAS) >= 60
    assert len({schema.text for schema in SCHEMAS}) == len(SCHEMAS)
    assert len({frozenset(schema.options) for schema in SCHEMAS}) == len(SCHEMAS)


@each_row("schema", SCHEMAS)
def test_a_schema_is_a_pair_that_one_word_turns(schema):
    first, second = schema.options
    assert schema.text.count("_") == schema.text.count("{}") == 1
    assert schema.text.index(first) < schema.text.index(second) < schema.text.index("_")
    assert schema.text.index("_") < schema.text.index("{}")
    assert len(schema.answers) == 2
    assert set(schema.answers.values()) == {first, second}
    assert "  " not in schema.text
    assert schema.text.endswith(".")


def test_neither_position_nor_frequency_can_be_right_more_than_half_of_the_time():
    """Any choice that is the same for both sentences of a pair is right in exactly one."""
    asked = questions(SCHEMAS)
    assert all(a.answer != b.answer for a, b in zip(asked[::2], asked[1::2], strict=True))


def test_a_bag_of_words_stays_at_chance():
    n = 2 * len(SCHEMAS)
    assert abs(bag_of_words_accuracy(SCHEMAS) - 0.5) < 1.96 * np.sqrt(0.25 / n)


def test_a_bag_of_words_would_find_a_leak():
    leaking = [
        Schema(f"The x{i} met the y{i} because the _ was {{}}.", (f"x{i}", f"y{i}"), answers)
        for i in range(10)
        for answers in [{"red": f"x{i}", "blue": f"y{i}"}]
    ]
    assert bag_of_words_accuracy(leaking) == 1.0


def test_questions_fill_the_gap_and_mark_the_rest():
    schema = Schema("The a saw the bb since the _ was {}.", ("a", "bb"), {"up": "bb", "down": "a"})
    up, down = questions([schema])
    assert up.sentences == (
        "The a saw the bb since the a was up.",
        "The a saw the bb since the bb was up.",
    )
    assert [s[at:] for s, at in zip(up.sentences, up.starts, strict=True)] == [" was up."] * 2
    assert (up.answer, down.answer) == (1, 0)


def test_deciding_words_do_not_repeat_much():
    counts = Counter(word for schema in SCHEMAS for word in schema.answers)
    assert counts.most_common(1)[0][1] <= 8
