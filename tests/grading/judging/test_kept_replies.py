"""What replies share: read once, told apart by everything that counts, and kept within bounds."""

import numpy as np
import pytest

from helpers.checks.runtime.call import Outcome
from helpers.grading.judging import module_checks
from helpers.grading.judging.module_checks import KeptMemory
from helpers.grading.sandbox.inside.frames import Arrays, WireError, pack
from helpers.grading.sandbox.inside.outcomes import digest_of_reply, read_outcome, write_outcome
from tests.support.grading.wire_ends import framed, received


def reply(value, number=1, **fields):
    """Write an outcome as a reply and read it back as a frame."""
    arrays = Arrays()
    written = write_outcome(Outcome(value=value, **fields), arrays)
    return received(pack({"n": number, "printed": "", **written}, arrays))


ONES = np.ones(2)


def test_equal_outcomes_share_a_digest_whatever_the_number_of_the_request():
    assert digest_of_reply(reply(ONES)) == digest_of_reply(reply(ONES.copy(), number=7))


@pytest.mark.parametrize(
    "other",
    [
        reply(ONES + 1),
        reply(ONES.reshape(2, 1)),
        reply(ONES.view(np.int64)),
        reply((ONES,)),
        reply(ONES, used_reference=True),
        reply(ONES, changed=("x",)),
        reply(ONES, error="ValueError: no", error_kind="ValueError"),
        reply(ONES, begun=True),
    ],
)
def test_outcomes_that_differ_in_anything_have_another_digest(other):
    assert digest_of_reply(other) != digest_of_reply(reply(ONES))


def test_kept_outcomes_share_the_key_of_a_case_and_no_others_do():
    memory, frame = KeptMemory(), reply(ONES)
    memory.cases = [(1,), (2,)]
    first, second = memory.cases
    outcome = read_outcome(frame)
    memory.keep(digest_of_reply(frame), outcome, frame.size)
    assert memory.key(first, outcome.value) == memory.key(first, outcome.value)
    assert memory.key(first, outcome.value) != memory.key(second, outcome.value)
    assert memory.key(first, outcome.value) != memory.key(first, ONES + 1)
    assert memory.key((3,), outcome.value) is None


def test_replies_are_kept_only_while_there_is_room(monkeypatch):
    monkeypatch.setattr(module_checks, "MOST_KEPT", 5_000)
    memory = KeptMemory()
    for number in range(20):
        memory.keep(bytes([number]), Outcome(value=[number]), 100)
    memory.keep(b"large", Outcome(), 4_999)
    assert 0 < len(memory.outcomes) <= 5
    assert b"large" not in memory.outcomes


def test_bytes_after_a_reply_are_refused():
    data = framed({"arrays": [["|u1", 8]]}, bytes(8))
    assert received(data).arrays[0].shape == (8,)
    with pytest.raises(WireError, match="before any request"):
        received(data + b"x")


def test_a_reply_larger_than_one_look_at_the_socket_is_read_whole():
    values = np.arange(300_000)
    frame = received(pack({}, _holding(values)), 1 << 22)
    np.testing.assert_array_equal(frame.arrays[0], values)


def _holding(values):
    arrays = Arrays()
    arrays.put(values)
    return arrays
