"""Looks for code and text in all of a student's process's memory, without leaving copies there."""

import types

from tests.support.grading.grading_probe import value

SHIFT = 85
# Needles are sent with a number added to each byte, and looked for in memory with it added: so
# neither they nor copies of what was read are hits.
_SCAN = """
import ctypes as _ctypes, re as _re
_NOT = _re.compile(r"\\[v\\w+\\]$|\\.so[.0-9]*$")
def _scan(needles, shift, step=1 << 22, overlap=4096):
    table, hits, size = bytes((i + shift) % 256 for i in range(256)), set(), 0
    with open("/proc/self/maps") as file:
        lines = [line.split() for line in file if not _NOT.search(line)]
    spans = [[int(x, 16) for x in line[0].split("-")] for line in lines if line[1][0] == "r"]
    for start, end in spans:
        while start < end:
            block = _ctypes.string_at(start, min(step, end - start)).translate(table)
            hits |= {name for name, needle in needles.items() if needle in block}
            size += len(block)
            start += len(block) if start + len(block) >= end else step - overlap
    return sorted(hits), size
"""


def found(child, needles):
    """Give the names of the needles {name: bytes} that are in a child's memory."""
    sent = [bytes((byte + SHIFT) % 256 for byte in needle) for needle in needles.values()]
    numbered = dict(enumerate(sent))  # the names may hold what is looked for
    hits, size = value(child, f"{_SCAN}\nfound = _scan({numbered!r}, {SHIFT})")
    assert size > 10 << 20  # less is not all of Python's memory
    return sorted(list(needles)[number] for number in hits)


def code_needles(name: str, code: types.CodeType, others=()):
    """A function's bytecode and three pieces of it that are in none of the others."""
    raw, size = code.co_code, 60
    pieces = [(i, raw[i : i + size]) for i in range(2, len(raw) - size, 2)]
    own = [(i, piece) for i, piece in pieces if not any(piece in other for other in others)]
    assert own, f"{name} is like the others"
    chosen = {own[0], own[len(own) // 2], own[-1]}
    return {f"{name}: bytecode": raw} | {f"{name}: bytecode from {i}": x for i, x in chosen}


def bytecode_below(folder):
    """The bytecode of every function in the modules of a folder."""
    found, todo = [], [compile(p.read_text(), str(p), "exec") for p in folder.rglob("*.py")]
    while todo:
        code = todo.pop()
        found.append(code.co_code)
        todo += [x for x in code.co_consts if isinstance(x, types.CodeType)]
    return found
