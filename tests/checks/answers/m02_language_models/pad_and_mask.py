"""Edges of pad_and_mask."""

EDGES = {
    "T = 1": lambda cases: any(max(map(len, s)) == 1 for (s,) in cases),
    "B = 1": lambda cases: any(len(s) == 1 for (s,) in cases),
    "the padding id inside": lambda cases: any((x == 0).any() for (s,) in cases for x in s),
}
