"""What comes over the socket is read exactly or refused in words, whatever bytes they are."""

import math
import socket
import struct
import threading
from typing import NamedTuple

import numpy as np
import pytest

from helpers.checks.runtime.call import Outcome
from helpers.checks.runtime.values import Big, FromTorch, Odd, Record
from helpers.grading.sandbox.inside.arguments import read_value, write_value
from helpers.grading.sandbox.inside.frames import (
    HEADER_BYTES,
    Arrays,
    WireError,
    pack,
    read_frame,
    send,
)
from helpers.grading.sandbox.inside.outcomes import read_outcome, write_outcome
from helpers.scratch.cells import RNNParams
from tests.support.grading.wire_ends import MOST, framed, received, reply
from tests.support.tables import each_row


def there_and_back(outcome: Outcome) -> Outcome:
    return read_outcome(received(reply(outcome)))


def same(left, right) -> bool:
    """Compare two values by kind, dtype and bits."""
    if type(left) is not type(right):
        return False
    if isinstance(left, np.ndarray | np.generic):
        alike = (left.dtype, left.shape) == (right.dtype, right.shape)
        return alike and left.tobytes() == right.tobytes()
    if isinstance(left, tuple | list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[k], right[k]) for k in left)
    if isinstance(left, Record):
        names = (left.type_name, left.fields) == (right.type_name, right.fields)
        return names and same(left.values, right.values)
    if isinstance(left, FromTorch):
        return same(left.array, right.array)
    if isinstance(left, float):
        return struct.pack("d", left) == struct.pack("d", right)
    return left == right


# ------------------------------------------------------------- there and back

DTYPES = "? b B h H i I l L e f d F D >f8 >i4".split()
ARRAYS = [np.ones((2, 0, 3)), np.arange(6.0).reshape(2, 3).T, np.array(np.nan), np.zeros(())] + [
    np.array([[0, 1, 2]]).astype(dtype) for dtype in DTYPES
]
PLAIN = [
    *ARRAYS,
    None,
    "a text\nof two lines \u00e9 \U0001d54f",
    (),
    [],
    {},
    (np.array(1.0), [np.array(True), "x"], {"a": np.array(2), 1: None, False: ()}),
    Record("RNNCache", ("x", "h"), (np.ones(2), (np.array(-0.0),))),
    Odd("a generator", "Collect its items."),
    Big((10**6, 10**6), np.dtype("f4")),
    FromTorch(np.arange(3, dtype="f4")),
]


def test_a_plain_value_arrives_as_it_was():
    for value in PLAIN:
        assert same(there_and_back(Outcome(value)).value, value), repr(value)


def test_how_a_call_went_arrives():
    outcome = Outcome(
        None,
        ("a matrix was read as a plain array",),
        error="ValueError: no",
        error_kind="ValueError",
        line="line 3: x = 1",
        where="f",
        reached=False,
        begun=True,
        changed=("h", "p.W_x"),
        used_reference=True,
    )
    assert there_and_back(outcome) == outcome


class Local(NamedTuple):
    x: float
    y: tuple


ARGUMENTS = [
    *ARRAYS,
    *[None, True, 0, -1, 10**30, 0.1, math.inf, math.nan, -0.0, 1 + 2j, "", "text"],
    np.float32(1.5),
    np.int64(7),
    np.bool_(True),
    (1, [2.0, (3,)], {"k": None, 4: np.ones(2)}),
    Local(1.0, (2,)),
    RNNParams(np.ones((1, 2)), np.ones((2, 2)), np.ones(2)),
]


def test_an_argument_arrives_as_it_was():
    for value in ARGUMENTS:
        arrays = Arrays()
        frame = received(pack({"args": write_value(value, arrays)}, arrays))
        assert same(read_value(frame.header["args"], frame.arrays), value), repr(value)


def test_a_torch_tensor_arrives_as_one():
    torch = pytest.importorskip("torch")
    arrays = Arrays()
    value = torch.arange(3.0).requires_grad_()
    found = read_value(write_value(value, arrays), [np.frombuffer(arrays.parts[0], "f4").copy()])
    assert torch.equal(found, value)
    assert found.requires_grad


def test_a_namedtuple_whose_type_is_gone_looks_the_same():
    found = read_value(["n", "no.such.module", "Params", ["W", "b"], True, None], [])
    assert type(found).__name__ == "Params"
    assert found._asdict() == {"W": True, "b": None}


@each_row("value", [object(), {1, 2}, np.array([None]), np.array(["a"]), b"bytes"])
def test_an_argument_of_another_kind_is_refused_before_it_is_sent(value):
    with pytest.raises(WireError):
        write_value((value,), Arrays())


def test_a_reply_that_is_too_large_is_not_written():
    arrays = Arrays()
    with pytest.raises(WireError, match="more than may be sent"):
        pack(write_outcome(Outcome(np.zeros(MOST)), arrays), arrays, MOST)


# ------------------------------------------------------------- what is refused

GOOD = {"n": 1, "arrays": [["<f8", 2]]}
BAD_FRAMES = {
    "empty": (b"", EOFError),
    "half a length": (b"\0\0", EOFError),
    "a huge header": (struct.pack(">I", HEADER_BYTES + 1), WireError),
    "a header that never comes": (struct.pack(">I", 100) + b"{", EOFError),
    "no json": (framed(b"\xff\xfe{}"), WireError),
    "a list": (framed([]), WireError),
    "a fraction": (framed(b'{"arrays":[],"x":0.5}'), WireError),
    "NaN": (framed(b'{"arrays":[],"x":NaN}'), WireError),
    "a number of 5000 digits": (framed(b'{"arrays":[],"x":' + b"9" * 5000 + b"}"), WireError),
    "nested a million deep": (framed(b'{"arrays":' + b"[" * 1_000_000), WireError),
    "no arrays": (framed({"n": 1}), WireError),
    "object dtype": (framed({"arrays": [["|O", 1]]}, b"12345678"), WireError),
    "text dtype": (framed({"arrays": [["<U4", 1]]}, b"\0" * 16), WireError),
    "date dtype": (framed({"arrays": [["<M8", 1]]}, b"\0" * 8), WireError),
    "record dtype": (framed({"arrays": [["<f8,<f8", 1]]}, b"\0" * 16), WireError),
    "a dtype of no size": (framed({"arrays": [["<f1", 1]]}, b"\0"), WireError),
    "a dtype that is a list": (framed({"arrays": [[["a", "f8"], 1]]}, b"\0" * 8), WireError),
    "a negative size": (framed({"arrays": [["<f8", -1]]}), WireError),
    "sizes that multiply to little": (framed({"arrays": [["<f8", -2, -3]]}, b"\0" * 48), WireError),
    "a size of true": (framed({"arrays": [["<f8", True]]}, b"\0" * 8), WireError),
    "too many bytes": (framed({"arrays": [["<f8", MOST]]}), WireError),
    "far too many bytes": (framed({"arrays": [["<f8", 2**40, 2**40, 2**40]]}), WireError),
    "many arrays": (framed({"arrays": [["<f8", 1000]] * 1000}), WireError),
    "zero times very many": (framed({"arrays": [["<f8", 2**47, 2**47, 0]]}), WireError),
    "too many dimensions": (framed({"arrays": [["<f8", *[1] * 40]]}, b"\0" * 8), WireError),
    "too few bytes": (framed(GOOD, b"\0" * 15), EOFError),
}


@each_row("name", BAD_FRAMES)
def test_a_frame_that_is_none_is_refused(name):
    data, kind = BAD_FRAMES[name]
    with pytest.raises(kind):
        received(data)


def test_an_array_of_128_bytes_a_number_is_refused():
    assert received(framed(GOOD, b"\0" * 16)).arrays[0].shape == (2,)


@pytest.mark.parametrize("shape", [(2**30, 0), (0, 5)])
def test_an_empty_array_is_no_trap(shape):
    assert received(framed({"arrays": [["<f8", *shape]]})).arrays[0].shape == shape


def test_a_boolean_is_never_anything_but_true_or_false():
    frame = received(framed({"arrays": [["|b1", 4]]}, b"\0\1\2\xff"))
    assert frame.arrays[0].view(np.uint8).tolist() == [0, 1, 1, 1]


def test_a_reply_that_drips_in_does_not_stop_the_clock():
    asked = []

    def patience():
        asked.append(1)
        if len(asked) > 20:
            raise TimeoutError
        return 0.05

    ours, theirs = socket.socketpair()
    stop = threading.Event()

    def drip() -> None:
        with theirs:
            while not stop.wait(0.01):
                try:
                    theirs.send(b"\0")
                except OSError:
                    return

    sender = threading.Thread(target=drip)
    with ours:
        theirs.sendall(struct.pack(">I", 10**6))
        sender.start()
        with pytest.raises(TimeoutError):
            read_frame(ours, patience)
        stop.set()
        sender.join()


def test_a_request_that_is_not_read_is_given_up():
    looks = iter([0.01] * 5)

    def patience():
        for look in looks:
            return look
        raise TimeoutError

    ours, theirs = socket.socketpair()
    with ours, theirs:
        send(ours, b"short", patience)
        assert theirs.recv(9) == b"short"
        with pytest.raises(TimeoutError):
            send(ours, bytes(10_000_000), patience)
