"""What the diagrams of helpers/plots/cell_diagrams.py are made of: nodes, edges, named parts.

Names are those of the equations: i, f, g, o, c, c_next, h, h_next; r, z, n. The unit of length is
about the width of a gate.
"""

from typing import NamedTuple

BELT, READ, GATES, BUS = 3.2, 2.1, 1.0, -0.55  # heights: lasting state, read-out, gates, inputs
LOW = -1.2


class Node(NamedTuple):
    """A state, input, gate, operation or the loss, centred at x, y; short is what a map shows."""

    kind: str
    x: float
    y: float
    text: str
    short: str


class Part(NamedTuple):
    """A part that can be shown in colour: its nodes and edges, and its name in words."""

    about: str
    members: tuple


class Diagram(NamedTuple):
    """One cell.

    edges: "start>stop" -> the corners between them; where a start or stop is no node, the first or
    last corner is a point on another line. feeds: the boxes that x and h enter from below -> "x" or
    "h" where only one of them does. bridges: edges drawn over those that they cross.
    notes: x, y, text, shown where there is room.
    """

    title: str
    about: str
    nodes: dict
    edges: dict
    feeds: dict
    parts: dict
    notes: tuple = ()
    bridges: tuple = ()


def _gate(x, y, name, squash=r"\sigma"):
    return Node("gate", x, y, f"${name}={squash}(a_{name})$", f"${name}$")


def _named(kind, x, y, text):
    return Node(kind, x, y, text, text)


NEXT = r"_\mathrm{next}$"
INPUT = {"x": _named("input", 0, BUS, "$x$")}
LOSS = {"L": _named("loss", 10.7, (BELT + READ) / 2, "$L$")}
STATES = {
    "c": _named("state", 0, BELT, "$c$"),
    "h": _named("state", 0, 0.7, "$h$"),
    "c_next": _named("state", 6.6, BELT, f"$c{NEXT}"),
    "h_next": _named("state", 9.2, READ, f"$h{NEXT}"),
}
READ_OUT = {
    "tanh": _named("gate", 6.6, READ, r"$\tanh$"),
    "o": _gate(7.9, GATES, "o"),
    "read": _named("op", 7.9, READ, "×"),
}
WRITE = {
    "i": _gate(3.75, GATES, "i"),
    "g": _gate(5.35, GATES, "g", r"\tanh"),
    "write": _named("op", 4.55, READ, "×"),
    "add": _named("op", 4.55, BELT, "+"),
}
KEEP = {"f": _gate(2.0, GATES, "f"), "keep": _named("op", 2.0, BELT, "×")}

JOIN = {"h>bus": ((0.8, 0.7), (0.8, BUS))}
WRITE_EDGES = {"i>write": (), "g>write": (), "write>add": ()}
READ_EDGES = {"c_next>tanh": (), "tanh>read": (), "o>read": (), "read>h_next": ()}
TO_LOSS = {"c_next>L": (), "h_next>L": ()}
KEPT = {"c>keep": (), "keep>add": (), "add>c_next": ()}
UNKEPT = {"c>add": (), "add>c_next": ()}

INPUT_PART = Part("the input gate i and the candidate g", (*WRITE, *WRITE_EDGES))
OUTPUT_PART = Part("the output gate o and what it reads", (*READ_OUT, *READ_EDGES, "h_next"))
FORGET_PART = Part("the forget gate f", ("f", "keep", "f>keep"))
WAYS = {
    "way_h": Part(
        "c_next's way to the loss through tanh, o and h_next",
        (
            "c_next",
            "c_next>tanh",
            "tanh",
            "tanh>read",
            "read",
            "read>h_next",
            "h_next",
            "h_next>L",
            "L",
        ),
    ),
    "way_c": Part("c_next's way to the loss through later memories", ("c_next", "c_next>L", "L")),
}
TO_LATER = (
    (8.6, BELT + 0.2, "to later steps"),
    (9.45, READ - 0.66, "to the readout\nand later steps"),
)


def _sums(text):
    return (4.4, -0.97, text)


BLOCKS = r"$a = x\,W_x + h\,W_h + b$ in blocks $a_i, a_f, a_g, a_o$"


def _memory(*between):
    nodes = ("c", *between, "c_next")
    edges = tuple(f"{a}>{b}" for a, b in zip(nodes, nodes[1:], strict=False))
    return Part("the memory from c to c_next", (*nodes, *edges))


def _lstm(title, about, **changes):
    """Return the LSTM, with the fields given replaced."""
    memory = _memory("keep", "add")
    return Diagram(
        title=title,
        about=about,
        nodes={**INPUT, **STATES, **KEEP, **WRITE, **READ_OUT, **LOSS},
        edges={**JOIN, **KEPT, "f>keep": (), **WRITE_EDGES, **READ_EDGES, **TO_LOSS},
        feeds=dict.fromkeys("figo"),
        parts={
            "memory": memory,
            "input": INPUT_PART,
            "forget": FORGET_PART,
            "output": OUTPUT_PART,
            **WAYS,
            "direct": Part(
                "the direct path from c to c_next, scaled by f", (*memory.members, "f", "f>keep")
            ),
        },
        notes=(_sums(BLOCKS), *TO_LATER),
    )._replace(**changes)


LSTM = _lstm(
    "LSTM",
    "x and h enter the gates i, f, o and the candidate g. c is multiplied by f, the product of i "
    "and g is added, which makes c_next; its tanh, multiplied by o, is h_next. c_next reaches the "
    "loss in two ways: through h_next, and through later steps.",
)
LSTM_1997 = _lstm(
    "LSTM of 1997",
    "as the LSTM, without the gate f: the product of i and g is added to c itself.",
    nodes={**INPUT, **STATES, **WRITE, **READ_OUT, **LOSS},
    edges={**JOIN, **UNKEPT, **WRITE_EDGES, **READ_EDGES, **TO_LOSS},
    feeds=dict.fromkeys("igo"),
    parts={"memory": _memory("add"), "input": INPUT_PART, "output": OUTPUT_PART, **WAYS},
    notes=(_sums(r"$a = x\,W_x + h\,W_h + b$ in blocks $a_i, a_g, a_o$"), *TO_LATER),
)
ADDITIVE = _lstm(
    "Additive memory",
    "x and h enter the candidate g, which is added to c and makes c_next; its tanh is h_next. "
    "There are no gates.",
    nodes={
        **INPUT,
        **STATES,
        "g": _gate(4.55, GATES, "g", r"\tanh"),
        "add": WRITE["add"],
        "tanh": READ_OUT["tanh"],
        **LOSS,
    },
    edges={**JOIN, **UNKEPT, "g>add": (), "c_next>tanh": (), "tanh>h_next": (), **TO_LOSS},
    feeds={"g": None},
    parts={
        "memory": _memory("add"),
        "input": Part("the candidate g", ("g", "g>add")),
        "output": Part("what is read out", ("tanh", "c_next>tanh", "tanh>h_next", "h_next")),
    },
    notes=(_sums(r"$a_g = x\,W_x + h\,W_h + b$"), *TO_LATER),
)
COUPLED = _lstm(
    "LSTM with coupled gates",
    "as the LSTM, with 1 - i in the place of f: what is forgotten is what is written.",
    nodes={**LSTM.nodes, "f": Node("gate", 2.0, GATES, "$f=1-i$", "$1-i$")},
    edges={**LSTM.edges, "i>f": ()},
    feeds=dict.fromkeys("igo"),
    parts={
        **LSTM.parts,
        "coupling": Part("1 - i in the place of f", ("f", "keep", "f>keep", "i>f", "i")),
    },
    notes=LSTM_1997.notes,
)
PEEPS = {
    "old>f": ((1.1, BELT), (1.1, GATES)),
    "branch>i": ((1.1, 1.68), (3.4, 1.68)),
    "new>o": ((7.45, BELT),),
}
PEEPHOLE = _lstm(
    "LSTM with peepholes",
    "as the LSTM; besides, i and f see c, the memory before the step, and o sees c_next, the one "
    "after it.",
    edges={**LSTM.edges, **PEEPS},
    parts={
        **LSTM.parts,
        "peepholes": Part("the peepholes: from c to i and f, from c_next to o", tuple(PEEPS)),
    },
    notes=(
        _sums(BLOCKS + r"; in the gates also $p_i * c$, $p_f * c$, $p_o * c_\mathrm{next}$"),
        *TO_LATER,
    ),
    bridges=("branch>i", "new>o"),
)
ELMAN = Diagram(
    title="Elman's RNN",
    about="x and h enter one sum a, and its tanh is h_next, which leads to the loss.",
    nodes={
        **INPUT,
        "h": STATES["h"],
        "tanh": Node("gate", 2.6, GATES, r"$\tanh(a)$", r"$\tanh$"),
        "h_next": _named("state", 4.4, GATES, f"$h{NEXT}"),
        "L": _named("loss", 6.2, GATES, "$L$"),
    },
    edges={**JOIN, "tanh>h_next": (), "h_next>L": ()},
    feeds={"tanh": None},
    parts={
        "memory": Part("the way from h to h_next", ("h", "h>bus", "tanh", "tanh>h_next", "h_next"))
    },
    notes=((3.0, -0.97, r"$a = x\,W_x + h\,W_h + b$"),),
)

# GRU kinds: the state that lasts is h itself, so it runs along the top.
NEW = 7.7  # the column of the candidate
GRU_STATES = {
    "h": _named("state", 0, BELT, "$h$"),
    "h_next": _named("state", 9.2, BELT, f"$h{NEXT}"),
    "n": _gate(NEW, GATES, "n", r"\tanh"),
    "add": _named("op", NEW, BELT, "+"),
    "keep": _named("op", 5.75, BELT, "×"),
    "reset": _named("op", 3.6, GATES, "×"),
}
GRU_JOIN = {"belt>bus": ((0.8, BELT), (0.8, BUS))}
GRU_KEPT = {"h>keep": (), "keep>add": (), "add>h_next": ()}
GRU_MEMORY = Part("the state from h to h_next", ("h", "keep", "add", "h_next", *GRU_KEPT))
GRU_LATER = ((9.45, BELT - 0.66, "to the readout\nand later steps"),)


def _gru(title, about, inside, feeds, sums):
    """Return a GRU with W_hn and the reset wired by the edges `inside`."""
    below = "W>reset" in inside
    place = (3.6, 0.17) if below else (4.9, GATES)
    update = {"z>keep": (), "z>less": (), "less>new": ()}
    candidate = {"n>new": (), "new>add": ()}
    wired = dict.fromkeys(inside, ())
    return Diagram(
        title=title,
        about=about,
        nodes={
            **INPUT,
            **GRU_STATES,
            "r": _gate(2.0, GATES, "r"),
            "z": _gate(5.75, READ, "z"),
            "less": _named("op", 6.95, READ, "1−"),
            "new": _named("op", NEW, READ, "×"),
            "W": _named("gate", *place, "$W_{hn}$"),
            **LOSS,
        },
        edges={**GRU_JOIN, **GRU_KEPT, **update, **candidate, **wired, "h_next>L": ()},
        feeds={"r": None, "z": None, **feeds, "n": "x"},
        parts={
            "memory": GRU_MEMORY,
            "reset": Part("the reset gate r and its place", ("r", "reset", "W", *wired)),
            "update": Part(
                "the update gate z and its rest 1 - z",
                ("z", "less", "keep", "new", *update),
            ),
            "candidate": Part("the candidate n", ("n", "new", "add", *candidate)),
        },
        notes=(_sums(sums), *GRU_LATER),
        bridges=tuple({"reset>n", "W>n"} & set(inside)),
    )


UPDATE = (
    " z keeps a share of h, 1 - z takes the rest from the candidate n, and their sum is h_next."
)
GRU = _gru(
    "GRU, reset after the product",
    "h is multiplied by W_hn, then by r; with x it makes the candidate n." + UPDATE,
    ("r>reset", "W>reset", "reset>n"),
    {"W": "h"},
    r"$a_n = x\,W_{xn} + b_{xn} + r * (h\,W_{hn} + b_{hn})$",
)
GRU_RESET_BEFORE = _gru(
    "GRU, reset before the product",
    "h is multiplied by r, then by W_hn; with x it makes the candidate n." + UPDATE,
    ("r>reset", "reset>W", "W>n"),
    {"reset": "h"},
    r"$a_n = x\,W_{xn} + b_{xn} + (r * h)\,W_{hn} + b_{hn}$",
)
MIDDLE = 1.8
MGU = Diagram(
    title="Minimal gated unit",
    about="one gate f: h is multiplied by f, then by W_hn, and with x makes the candidate n; "
    "1 - f keeps a share of h, f takes the rest from n, and their sum is h_next.",
    nodes={
        **INPUT,
        **GRU_STATES,
        "f": _gate(5.75, MIDDLE, "f"),
        "less": _named("op", 5.75, 2.55, "1−"),
        "new": _named("op", NEW, MIDDLE, "×"),
        "W": _named("gate", 4.9, GATES, "$W_{hn}$"),
        **LOSS,
    },
    edges={
        **GRU_JOIN,
        **GRU_KEPT,
        "f>less": (),
        "less>keep": (),
        "f>new": (),
        "n>new": (),
        "new>add": (),
        "f>reset": ((3.6, MIDDLE),),
        "reset>W": (),
        "W>n": (),
        "h_next>L": (),
    },
    feeds={"reset": "h", "f": None, "n": "x"},
    parts={
        "memory": GRU_MEMORY,
        "reset": Part("f as a reset", ("f", "f>reset", "reset", "reset>W", "W", "W>n")),
        "update": Part(
            "f as an update", ("f", "less", "keep", "new", "f>less", "less>keep", "f>new")
        ),
        "candidate": Part("the candidate n", ("n", "new", "add", "n>new", "new>add")),
    },
    notes=(_sums(r"$a_n = x\,W_{xn} + (f * h)\,W_{hn} + b_n$"), *GRU_LATER),
    bridges=("W>n",),
)
CELLS = {
    "rnn": ELMAN,
    "additive": ADDITIVE,
    "lstm_1997": LSTM_1997,
    "lstm": LSTM,
    "peephole": PEEPHOLE,
    "coupled": COUPLED,
    "gru": GRU,
    "gru_reset_before": GRU_RESET_BEFORE,
    "mgu": MGU,
}
