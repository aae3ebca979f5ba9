"""What goes over the socket between the trusted side and a student's process.

A message is a frame: four bytes with the length of a header, the header (a JSON object), and then
the bytes of all arrays that the header lists, end to end. So every size is known, and compared with
a limit, before anything of that size is allocated, and nothing is ever unpickled. What the header
means is described in arguments.py (to the student) and outcomes.py (results, back).

The reader trusts no sender: whatever comes in, a frame is read or refused with WireError, and the
text of that can be shown to the student.
"""

import contextlib
import json
import math
import re
import socket
import struct
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import numpy as np

__all__ = ["Arrays", "Frame", "Patience", "WireError", "pack", "read_frame", "send", "unpack_array"]

T = TypeVar("T")
Patience = Callable[[], float]  # seconds until it is to be asked again; raises TimeoutError

_LENGTH = struct.Struct(">I")
HEADER_BYTES = 2_000_000  # of a reply; what the most values take in one is below this
MOST_VALUES = 20_000  # in one result: a hundred times what the largest answer of the course has
_DTYPE = re.compile(r"[<>|]([biufc])(1|2|4|8|16)")
_MOST_DIMENSIONS = 32
_dtypes: dict[str, np.dtype] = {}  # by the few names that the pattern lets through
_CHUNK = 1 << 20
_AHEAD = 1 << 16  # bytes; nearly every message is smaller


class WireError(Exception):
    """A message cannot be sent, or what came back is not a reply; says why in a few words."""


class Frame:
    """A message as it was read: its header, and its arrays, copied and safe to use.

    layout: the list of the arrays as it came. data: their bytes; arrays are made when needed.
    size: bytes of the whole.
    """

    def __init__(
        self,
        header: dict[str, Any],
        arrays: list[np.ndarray] | None = None,
        layout: list[Any] | None = None,
        data: bytes | bytearray = b"",
        size: int = 0,
    ) -> None:
        self.header, self._arrays = header, arrays
        self.layout, self.data, self.size = layout or [], data, size

    @property
    def arrays(self) -> list[np.ndarray]:
        """The arrays, in order."""
        if self._arrays is None:
            self._arrays = []
            view, start = memoryview(self.data), 0
            for name, *shape in self.layout:
                dtype = read_dtype(name)
                end = start + dtype.itemsize * math.prod(shape)
                self._arrays.append(unpack_array(view[start:end], dtype, tuple(shape)))
                start = end
        return self._arrays


class Arrays:
    """Collects the arrays of a message that is being written.

    put() returns the place that stands for the array in the header.
    """

    def __init__(self) -> None:
        self.specs: list[list[Any]] = []
        self.parts: list[bytes] = []
        self.size = 0

    def put(self, array: np.ndarray) -> int:
        """Add an array of booleans or numbers.

        Raises: WireError for any other dtype.
        """
        name = array.dtype.str
        if not _DTYPE.fullmatch(name):
            raise WireError(f"an array of dtype {array.dtype} cannot be sent")
        data = array.tobytes()
        self.specs.append([name, *array.shape])
        self.parts.append(data)
        self.size += len(data)
        return len(self.specs) - 1


def pack(header: dict[str, Any], arrays: Arrays | None = None, most: int = 0) -> bytes:
    """Write a message as one block of bytes.

    most: the most bytes that its arrays may have, and then also HEADER_BYTES for its header and
    MOST_VALUES arrays; 0: no limit.
    Raises: WireError if it is larger, or if the header holds what JSON cannot express.
    """
    arrays = arrays or Arrays()
    whole = header | {"arrays": arrays.specs}
    try:
        data = _write_json(whole).encode("utf-8", "replace")
    except (TypeError, ValueError, RecursionError) as error:
        raise WireError(f"a message cannot be written: {type(error).__name__}") from None
    if most and len(arrays.specs) > MOST_VALUES:
        raise WireError(f"it holds more than {MOST_VALUES:,} arrays and numbers")
    if most and (arrays.size > most or len(data) > HEADER_BYTES):
        raise WireError(f"{_size(arrays.size + len(data))} is more than may be sent")
    return b"".join((_LENGTH.pack(len(data)), data, *arrays.parts))


def read_frame(
    connection: socket.socket,
    patience: Patience | None = None,
    most: int = 1 << 62,
    most_header: int = HEADER_BYTES,
    most_values: int = MOST_VALUES,
) -> Frame:
    """Read one message.

    patience: ends the wait, however slowly bytes drip in; None waits for ever. most, most_header:
    bytes of all arrays, and of the header. most_values: how many arrays: each takes time that no
    deadline cuts short.
    Raises: TimeoutError; EOFError if the other side is gone; WireError for what is no message.
    """
    incoming = _Incoming(connection, patience)
    (length,) = _LENGTH.unpack(incoming.take(_LENGTH.size))
    if not 2 <= length <= most_header:
        raise WireError(f"the reply has a header of {_size(length)}")
    header = _parse(incoming.take(length))
    layout = header.pop("arrays", None)
    size = _size_of_all(layout, most_values)
    if size > most:
        raise WireError(f"{_size(size)} of results; at most {_size(most)} are read")
    data = incoming.take(size)
    if incoming.ahead:
        raise WireError("a reply arrived before any request")
    return Frame(header, None, layout, data, length + size)


def unpack_array(data: memoryview, dtype: np.dtype, shape: tuple[int, ...]) -> np.ndarray:
    """Copy bytes into an array; any byte but 0 is True, as NumPy itself would not have it."""
    if dtype.kind == "b":
        return np.not_equal(np.frombuffer(data, np.uint8), 0).reshape(shape)
    return np.frombuffer(data, dtype).reshape(shape).copy()


class _Incoming:
    """The bytes of one message; mostly a single read from the socket brings all of them.

    ahead: what has come in and was not taken yet.
    """

    def __init__(self, connection: socket.socket, patience: Patience | None) -> None:
        self.connection, self.patience = connection, patience
        self.ahead = bytearray()

    def take(self, size: int) -> bytearray:
        """Return exactly so many bytes; their number was compared with a limit before."""
        while len(self.ahead) < size <= _AHEAD:
            piece = _patiently(
                self.connection, self.patience, partial(self.connection.recv, _AHEAD)
            )
            if not piece:
                raise EOFError
            self.ahead += piece
        if size > _AHEAD:
            return self._fill(bytearray(size))
        data = self.ahead[:size]
        del self.ahead[:size]
        return data

    def _fill(self, data: bytearray) -> bytearray:
        """Fill a large block in place, with nothing that follows it."""
        done = min(len(self.ahead), len(data))
        view = memoryview(data)
        view[:done] = self.ahead[:done]
        del self.ahead[:done]
        while done < len(data):
            part = view[done : done + _CHUNK]
            got = _patiently(
                self.connection, self.patience, partial(self.connection.recv_into, part)
            )
            if not got:
                raise EOFError
            done += got
        return data


def send(connection: socket.socket, data: bytes, patience: Patience) -> None:
    """Send a message that was packed. Raises: TimeoutError; OSError if the other side is gone."""
    rest = memoryview(data)
    connection.setblocking(False)
    with contextlib.suppress(BlockingIOError):  # mostly there is room, and nothing to wait for
        rest = rest[connection.send(rest) :]
    while rest:
        rest = rest[_patiently(connection, patience, partial(connection.send, rest)) :]


def _patiently(connection: socket.socket, patience: Patience | None, act: Callable[[], T]) -> T:
    """Do something with a socket as soon as it can be done, while there is patience."""
    while patience is not None:
        connection.settimeout(patience())
        with contextlib.suppress(TimeoutError):
            return act()
    return act()


def _parse(data: bytearray) -> dict[str, Any]:
    """Read a header; numbers in it are whole, everything else travels as an array."""
    try:
        header = _read_json(data.decode("utf-8"))
    except (ValueError, RecursionError, MemoryError):  # also of text that is no UTF-8
        raise WireError("the reply is not readable, or nested too deeply") from None
    if type(header) is not dict:
        raise WireError("the reply is not readable")
    return header


def _no_number(text: str) -> None:
    raise ValueError(text)


# Made once: json.dumps and json.loads would make them anew for every message.
_write_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_read_json = json.JSONDecoder(parse_float=_no_number, parse_constant=_no_number).decode


def _size_of_all(found: object, most: int) -> int:
    """Check the list of arrays, dtype and shape of each; return how many bytes they have."""
    if type(found) is not list:
        raise WireError("the reply does not say which arrays it holds")
    if len(found) > most:
        raise WireError(f"the result holds more than {most:,} arrays and numbers")
    size = 0
    for spec in found:
        if type(spec) is not list or not spec or len(spec) > _MOST_DIMENSIONS + 1:
            raise WireError("the reply does not say what its arrays are like")
        name, *shape = spec
        if not shape:  # a number, as most are
            size += read_dtype(name).itemsize
            continue
        if not all(type(n) is int and 0 <= n < 1 << 48 for n in shape):
            raise WireError("the reply holds an array of an impossible shape")
        if 0 in shape and math.prod(n for n in shape if n) >= 1 << 48:
            raise WireError("the reply holds an array of an impossible shape")
        size += read_dtype(name).itemsize * math.prod(shape)
    return size


def read_dtype(name: object) -> np.dtype:
    """Return the dtype of a name like "<f8": booleans and numbers only.

    Raises: WireError for any other.
    """
    if type(name) is str and name in _dtypes:
        return _dtypes[name]
    if type(name) is not str or not _DTYPE.fullmatch(name):
        raise WireError("the reply holds an array that is not made of numbers")
    try:
        dtype = np.dtype(name)
    except TypeError:
        raise WireError("the reply holds an array that is not made of numbers") from None
    if dtype.kind not in "biufc" or dtype.str != name:
        raise WireError("the reply holds an array that is not made of numbers")
    return _dtypes.setdefault(name, dtype)


def _size(count: int) -> str:
    return f"{count:,} bytes" if count < 10_000_000 else f"{count // 1_000_000:,} MB"
