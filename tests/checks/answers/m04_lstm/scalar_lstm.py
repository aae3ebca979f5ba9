"""Answers to scalar_lstm that its record did not foresee."""

import math

from tests.checks.answers import wrong


def numbers(
    write=lambda i, g: i * g,
    show=lambda o, c: o * math.tanh(c),
    slope=lambda c: 1 - math.tanh(c) ** 2,
    add=lambda way_h, way_c: way_h + way_c,
    **changed,
):
    """Work the numbers out by rules of one's own; changed: a number -> its value."""
    n = {}

    def put(name, value):
        n[name] = changed.get(name, value)

    put("c_1", 0.9 * 1.0 + write(0.5, 0.8))
    put("h_1", show(0.6, n["c_1"]))
    put("c_2", 0.7 * n["c_1"] + write(0.4, -0.5))
    put("h_2", show(0.8, n["c_2"]))
    put("dh_2", n["h_2"] - 1)
    put("do_2", n["dh_2"] * math.tanh(n["c_2"]))
    put("dc_2", n["dh_2"] * 0.8 * slope(n["c_2"]))
    put("df_2", n["dc_2"] * n["c_1"])
    put("dh_1", n["h_1"] - 0.2)
    put("way_h", n["dh_1"] * 0.6 * slope(n["c_1"]))
    put("way_c", n["dc_2"] * 0.7)
    put("dc_1", add(n["way_h"], n["way_c"]))
    return n


def candidate_squashed_again():
    return numbers(write=lambda i, g: i * math.tanh(g))


def state_without_tanh():
    return numbers(show=lambda o, c: o * c)


def slope_forgotten():
    return numbers(slope=lambda c: 1)


def slope_of_the_state():
    return numbers(dc_2=-0.5114 * 0.8 * (1 - 0.4886**2))


def output_gate_from_c():
    return numbers(do_2=-0.5114 * 0.71)


def forget_gate_from_new_memory():
    return numbers(df_2=-0.2566 * 0.71)


def one_way_only():
    return numbers(add=lambda way_h, way_c: way_c)


def way_back_without_forget_gate():
    return numbers(way_c=-0.2566)


def one_key_misspelt():
    found = numbers()
    return {("wayc" if name == "way_c" else name): value for name, value in found.items()}


RIGHT = (numbers,)
WRONG = (
    wrong(candidate_squashed_again, "c_1 = 1.23202"),
    wrong(state_without_tanh, "h_1 = 0.78"),
    wrong(slope_forgotten, "dc_2 = -0.409167"),
    wrong(slope_of_the_state, "1 - h_2^2 was used"),
    wrong(output_gate_from_c, "do_2 = -0.363094"),
    wrong(forget_gate_from_new_memory, "the new memory"),
    wrong(one_key_misspelt, "has no key 'way_c', but 'wayc'"),
    wrong(one_way_only, "one way only"),
    wrong(way_back_without_forget_gate, "dc_2 itself"),
)
