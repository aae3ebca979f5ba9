"""Hands in text that Python's parser chokes on: deep nesting, null bytes, odd encodings."""

ANSWERS = {
    "one_hot": "(" * 100_000 + "1" + ")" * 100_000,
}
OWN_CELLS = [
    "# -*- coding: rot13 -*-\nvzcbeg bf",
    "x = 1\0; import os",
    "-" * 200_000 + "1",
    "\ud800 = 1",
    "x" + ".x" * 100_000,
    "9" * 100_000,
    "f'" + "{" * 200 + "}" * 200 + "'",
    "\x1b[2J\r\x0c def one_hot(ids, V): return 1",
]
