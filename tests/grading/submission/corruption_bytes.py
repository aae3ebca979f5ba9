"""Damage to a notebook's file: encodings, cuts, wrong bytes, merges, other formats."""

import json


def cut(data, rng):
    return data[: rng.randint(0, len(data))]


def cut_start(data, rng):
    return data[rng.randint(0, len(data)) :]


def cut_out(data, rng):
    start = rng.randint(0, len(data))
    return data[:start] + data[start + rng.randint(1, 3000) :]


def wrong_bytes(data, rng):
    damaged = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 5, 20])):
        damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged)


def flipped_bits(data, rng):
    damaged = bytearray(data)
    for _ in range(rng.choice([1, 3, 10])):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def zeroed_block(data, rng):
    start = rng.randrange(len(data))
    size = min(rng.choice([1, 16, 512]), len(data) - start)
    return data[:start] + bytes(size) + data[start + size :]


def inserted(data, rng):
    start = rng.randrange(len(data))
    return data[:start] + rng.randbytes(rng.choice([1, 4, 200])) + data[start:]


def lost_lines(data, rng):
    lines = data.splitlines(keepends=True)
    start = rng.randrange(len(lines))
    del lines[start : start + rng.choice([1, 2, 10])]
    return b"".join(lines)


def swapped_lines(data, rng):
    lines = data.splitlines(keepends=True)
    i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]
    return b"".join(lines)


def text(data):
    return data.decode("utf-8", "replace")


def byte_order_mark(data, rng):
    return b"\xef\xbb\xbf" + data


def utf_16(data, rng):
    return text(data).encode(rng.choice(["utf-16", "utf-16-le", "utf-16-be"]), "replace")


def utf_32(data, rng):
    return text(data).encode("utf-32", "replace")


def latin_1(data, rng):
    return text(data).encode(rng.choice(["latin-1", "cp1252"]), "replace")


def windows_lines(data, rng):
    return data.replace(b"\n", rng.choice([b"\r\n", b"\r", b"\r\r\n"]))


def nul_bytes(data, rng):
    for _ in range(rng.randint(1, 30)):
        at = rng.randint(0, len(data))
        data = data[:at] + b"\0" + data[at:]
    return data


def garbage_after(data, rng):
    return data + rng.choice([b"}", b"\n\n<html>", b"\0\0\0", b"[1, 2", rng.randbytes(100)])


def garbage_before(data, rng):
    return rng.choice([b"x", b"<!doctype html>\n", b"\n\n\n", b"HTTP/1.1 200 OK\n\n", b"[]"]) + data


def twice(data, rng):
    return data + rng.choice([b"", b"\n", b"garbage"]) + data


def conflict(data, rng):
    lines = data.splitlines(keepends=True)
    start = rng.randrange(len(lines))
    stop = start + rng.choice([0, 1, 3])
    ours, theirs = b"".join(lines[start:stop]), rng.choice([b"", b"".join(lines[start:stop])])
    if rng.random() < 0.5:
        ours, theirs = theirs, ours
    ancestor = rng.choice([b"", b"||||||| base\n" + ours])
    middle = b"<<<<<<< HEAD\n" + ours + ancestor + b"=======\n" + theirs + b">>>>>>> theirs\n"
    return b"".join(lines[:start]) + middle + b"".join(lines[stop:])


def key_twice(data, rng):
    key = rng.choice([b'"cells": []', b'"metadata": 3', b'"nbformat": 4'])
    return b"{" + key + b"," + data.lstrip()[1:]


def not_a_number(data, rng):
    value = rng.choice([b"NaN", b"-Infinity", b"9" * 9000, b"1e999999", b"-" + b"1" * 5000])
    return data.replace(b'"nbformat_minor": 5', b'"nbformat_minor": ' + value)


def depth_bomb(data, rng):
    bomb = rng.choice([b"[" * 100_000, b'{"a":' * 50_000, b"[" * 20_000 + b"]" * 20_000])
    return b'{"bomb": ' + bomb + b"," + data.lstrip()[1:]


def nothing(data, rng):
    return rng.choice([b"", b"{}", b"null", b"[]", b'"', b"\0" * 1000, rng.randbytes(2000), b"{"])


def wrapped(data, rng):
    notebook = json.loads(data.decode("utf-8", "surrogatepass"))
    outer = rng.choice(
        [
            {"content": notebook, "type": "notebook"},
            {"a": {"b": notebook}},
            data.decode("utf-8", "replace"),
        ]
    )
    return json.dumps(outer).encode()


def only_the_cells(data, rng):
    notebook = json.loads(data.decode("utf-8", "surrogatepass"))
    return json.dumps(notebook.get("cells", [])).encode()


def as_script(data, rng):
    """A script as `nbconvert --to script`, jupytext, or a person makes it."""
    style = rng.choice(["# In[{}]:\n\n", "# %% {}\n", ""])
    pieces = []
    for i, cell in enumerate(code_cells(data)):
        pieces.append((style.format(i) if style else "") + cell)
    return ("\n\n\n".join(pieces) + "\n").encode("utf-8", "replace")


def as_markdown(data, rng):
    fence = rng.choice(["```python", "``` {.python}", "```"])
    pieces = [f"Some prose.\n\n{fence}\n{cell}\n```" for cell in code_cells(data)]
    return "\n\n".join(pieces).encode("utf-8", "replace")


def code_cells(data):
    cells = json.loads(data.decode("utf-8", "surrogatepass")).get("cells", [])
    for cell in cells if isinstance(cells, list) else cells.values():
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source")
            if isinstance(source, list) and all(isinstance(line, str) for line in source):
                yield "".join(source)
            elif isinstance(source, str):
                yield source


RANDOM = (
    cut, cut_start, cut_out, wrong_bytes, flipped_bits, zeroed_block, inserted, lost_lines,
    swapped_lines, conflict,
)  # fmt: skip
OTHERS = (
    byte_order_mark, utf_16, utf_32, latin_1, windows_lines, nul_bytes, garbage_after,
    garbage_before, twice, key_twice, not_a_number, depth_bomb, nothing, wrapped, only_the_cells,
    as_script, as_markdown,
)  # fmt: skip
KINDS = {f"random {f.__name__.replace('_', ' ')}": f for f in RANDOM}
KINDS |= {f.__name__.replace("_", " "): f for f in OTHERS}
