"""A reply is an outcome that a worker could have written, or it is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.checks.runtime.call import Outcome
from helpers.checks.runtime.values import Big, Odd
from helpers.grading.sandbox.inside.frames import MOST_VALUES, Arrays, Frame, WireError, pack
from helpers.grading.sandbox.inside.outcomes import clean_printed, read_outcome, write_outcome
from tests.support.grading.wire_ends import framed, received, reply
from tests.support.tables import each_row

ARRAYS = [np.ones((2, 0, 3)), np.arange(6.0).reshape(2, 3), np.array(True), np.zeros(3, ">f4")]


def header(**changes) -> dict:
    return write_outcome(Outcome(), Arrays()) | changes


DEEP: list = ["s", "x"]
for _ in range(50):
    DEEP = ["l", DEEP]
BAD_REPLIES = {
    "no value tag": header(value=["zz", 1]),
    "a bare number": header(value=1),
    "a bare text": header(value="x"),
    "an empty list": header(value=[]),
    "a method's name": header(value=["read", 1]),
    "an attribute": header(value=["_class__", 1]),
    "an array that is not there": header(value=["a", 0]),
    "a place from the end": header(value=["a", -1]),
    "a place that is true": header(value=["a", False]),
    "deeply nested": header(value=DEEP),
    "too many values": header(value=["l", *[None] * MOST_VALUES]),
    "a dict with a list for a key": header(value=["d", [[], None]]),
    "a key twice": header(value=["d", ["a", None], ["a", None]]),
    "True and 1": header(value=["d", [1, None], [True, None]]),
    "a record of other length": header(value=["r", "P", ["x", "y"], None]),
    "a record without fields": header(value=["r"]),
    "an odd thing": header(value=["o", 1, 2]),
    "a big thing": header(value=["b", "|O", 1]),
    "a text that is none": header(value=["s", 1]),
    "no flags": header(reached=None),
    "a flag of 1": header(used_reference=1),
    "an error that is a list": header(error=["ValueError"]),
    "a line that is a dict": header(line={}),
    "very many notes": header(notes=["a"] * 1000),
    "changed is a text": header(changed="h"),
    "nothing": {},
}


@each_row("name", BAD_REPLIES)
def test_a_reply_that_no_worker_writes_is_refused(name):
    with pytest.raises(WireError):
        read_outcome(Frame(BAD_REPLIES[name], []))


def test_an_array_stands_for_one_value_only():
    with pytest.raises(WireError):
        read_outcome(Frame(header(value=["l", ["a", 0], ["a", 0]]), [np.ones(1)]))
    with pytest.raises(WireError):
        read_outcome(Frame(header(), [np.ones(1)]))
    with pytest.raises(WireError):
        read_outcome(Frame(header(value=["l", ["a", 1], ["a", 0]]), [np.ones(1)] * 2))


def test_a_reply_has_as_many_values_as_an_answer_can_need_and_no_more():
    most = [None] * (MOST_VALUES - 1)
    assert read_outcome(Frame(header(value=["l", *most]), [])).value == most
    specs = [["<f8"]] * (MOST_VALUES + 1)
    with pytest.raises(WireError, match="more than 20,000"):
        received(framed({"arrays": specs}), most=1 << 30)  # and no byte of them was waited for
    assert len(received(framed({"arrays": specs[1:]}, bytes(8 * MOST_VALUES)), 1 << 30).arrays)
    many = Arrays()
    many.specs = specs
    with pytest.raises(WireError, match="more than 20,000"):
        pack({}, many, most=1 << 30)


def test_texts_for_messages_are_cleaned_and_cut():
    found = read_outcome(
        Frame(header(error="\x1b[31mred\n" + "x" * 5000, line="a\nb", error_kind="\0E"), [])
    )
    assert found.error.startswith("?[31mred x")
    assert len(found.error) < 400
    assert (found.line, found.error_kind) == ("a b", "?E")
    text = clean_printed("a\r\nb\x1b]0;title\x07\u202eright\ud800", 100)
    assert text == "a\nb?right?"
    assert clean_printed("\x1b[1;31mred\x1b[0m \x1b[ \x1b]0;x \x1bM\x1b", 99) == "red ?[ ?]0;x ?"
    assert clean_printed("\x1b[" * 50_000 + "\x1b]" * 50_000, 300_000).isprintable()
    assert clean_printed("x" * 20, 10) == "x" * 10 + "\n... (the rest is cut)\n"


# ------------------------------------------------------------- anything at all

values = st.recursive(
    st.none()
    | st.text(max_size=5)
    | st.sampled_from(ARRAYS)
    | st.just(Odd("odd"))
    | st.just(Big((2, 3), np.dtype("f8"))),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=3) | st.integers(-9, 9), inner, max_size=3)
    ),
    max_leaves=12,
)


def survives(data: bytes) -> None:
    """Read these bytes as a reply: an outcome, or a refusal."""
    try:
        outcome = read_outcome(received(data))
    except (WireError, EOFError):
        return
    reply(outcome)  # what was let in can be written again


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_random_bytes_are_refused(data):
    survives(data)
    survives(framed(data))


@given(values, st.data())
@settings(max_examples=150, deadline=None)
def test_a_changed_reply_is_refused_or_still_an_outcome(value, data):
    whole = bytearray(reply(Outcome(value)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(4, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255) | st.sampled_from(b'[]{}",:019-<|'))
    survives(bytes(whole))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.sampled_from("axtldrobs"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(list(header())), json_values), json_values, st.binary())
@settings(max_examples=150, deadline=None)
def test_any_json_is_refused_or_an_outcome(changes, arrays, rest):
    survives(framed(header(**changes) | {"arrays": []}, rest))
    survives(framed(header(**changes) | {"arrays": arrays}, rest))
