"""Check of scalar_gru: one step of one unit in three versions, worked out on paper."""

import math

import numpy as np

from helpers.checks.paper import look_by_slips, paper_check

R, Z, A_X, W, H, B, DH_NEXT = 0.4, 0.8, 1.0, 1.5, -0.6, 0.5, 2.0


def scalar_gru():
    """Take one GRU unit one step forward and back, its gates given as numbers, in three versions.

    after: n = tanh(a_x + r * (w * h + b)), h_next = (1 - z) * n + z * h. before: the reset scales
    h, n = tanh(a_x + w * (r * h) + b). other: as after, with h_next = z * n + (1 - z) * h.
    Shapes: -> dict of thirteen floats; dz, dr, dh are gradients of the loss while r and z are held.
    Source: Cho et al. (2014) for the first two, Chung et al. (2014) for the other z.
    """
    n, before_n = math.tanh(A_X + R * (W * H + B)), math.tanh(A_X + W * (R * H) + B)
    da_n = DH_NEXT * (1 - Z) * (1 - n**2)
    before_da_n = DH_NEXT * (1 - Z) * (1 - before_n**2)
    other_da_n = DH_NEXT * Z * (1 - n**2)
    return {
        "after_n": n,
        "after_h_next": (1 - Z) * n + Z * H,
        "after_dz": DH_NEXT * (H - n),
        "after_da_n": da_n,
        "after_dr": da_n * (W * H + B),
        "after_dh": DH_NEXT * Z + da_n * R * W,
        "before_n": before_n,
        "before_h_next": (1 - Z) * before_n + Z * H,
        "before_dr": before_da_n * W * H,
        "before_dh": DH_NEXT * Z + before_da_n * W * R,
        "other_h_next": Z * n + (1 - Z) * H,
        "other_dz": DH_NEXT * (n - H),
        "other_dh": DH_NEXT * (1 - Z) + other_da_n * R * W,
    }


def by_rules(candidate=None, mix=None, dz=None, da=None, dr=None, dh=None):
    """Work out all thirteen numbers with some of the rules replaced; each rule is a version's.

    candidate (version) -> sum inside tanh; mix (n, z); dz (n, sign); da (share, n); dr and dh take
    the version's da_n, then dr the version and dh the share of h.
    """
    candidate = candidate or inside_tanh
    mix = mix or (lambda n, z: (1 - z) * n + z * H)
    dz = dz or (lambda n, sign: sign * DH_NEXT * (H - n))
    da = da or (lambda share, n: DH_NEXT * share * (1 - n**2))
    dr = dr or (lambda da_n, version: da_n * scaled_by_r(version))
    dh = dh or (lambda da_n, share: DH_NEXT * share + da_n * R * W)
    numbers = {}
    for version, z, sign in (("after", Z, 1), ("before", Z, 1), ("other", 1 - Z, -1)):
        n = math.tanh(candidate(version))
        da_n = da(1 - z, n)
        found = {"n": n, "h_next": mix(n, z), "dz": dz(n, sign), "da_n": da_n}
        found |= {"dr": dr(da_n, version), "dh": dh(da_n, z)}
        numbers |= {f"{version}_{name}": value for name, value in found.items()}
    return {name: numbers[name] for name in RIGHT}


def inside_tanh(version):
    return A_X + W * R * H + B if version == "before" else A_X + R * (W * H + B)


def scaled_by_r(version):
    return W * H if version == "before" else W * H + B


RIGHT = scalar_gru()


def gru_bias_outside_reset():
    return by_rules(candidate=lambda version: A_X + W * R * H + B)


def gru_bias_inside_reset():
    return by_rules(candidate=lambda version: A_X + R * (W * H + B))


def gru_without_reset():
    return by_rules(candidate=lambda version: A_X + W * H + B)


def gru_resets_whole_sum():
    return by_rules(candidate=lambda version: R * (A_X + W * H + B))


def gru_without_a_x():
    return by_rules(candidate=lambda version: inside_tanh(version) - A_X)


def gru_z_other_way():
    return by_rules(mix=lambda n, z: z * n + (1 - z) * H)


def gru_dz_sign():
    return by_rules(dz=lambda n, sign: -sign * DH_NEXT * (H - n))


def gru_dz_keeps_sign():
    return by_rules(dz=lambda n, sign: DH_NEXT * (H - n))


def gru_dz_from_h_alone():
    return by_rules(dz=lambda n, sign: sign * DH_NEXT * H)


def gru_dz_through_sigmoid():
    return by_rules(dz=lambda n, sign: sign * DH_NEXT * (H - n) * Z * (1 - Z))


def gru_dz_without_upstream():
    return by_rules(dz=lambda n, sign: sign * (H - n))


def gru_da_without_tanh():
    return by_rules(da=lambda share, n: DH_NEXT * share)


def gru_da_without_share():
    return by_rules(da=lambda share, n: DH_NEXT * (1 - n**2))


def gru_da_by_z():
    return by_rules(da=lambda share, n: DH_NEXT * (1 - share) * (1 - n**2))


def gru_da_of_after():
    """Use after's da_n for dr and dh in all three versions."""
    da_n = RIGHT["after_da_n"]
    return by_rules(
        dr=lambda _, version: da_n * scaled_by_r(version),
        dh=lambda _, share: DH_NEXT * share + da_n * R * W,
    )


def gru_da_not_squared():
    return by_rules(da=lambda share, n: DH_NEXT * share * (1 - n))


def gru_da_without_upstream():
    return by_rules(da=lambda share, n: share * (1 - n**2))


def gru_dr_from_h():
    return by_rules(dr=lambda da_n, version: da_n * H)


def gru_dr_without_bias():
    return by_rules(dr=lambda da_n, version: da_n * W * H)


def gru_dr_with_bias():
    return by_rules(dr=lambda da_n, version: da_n * (W * H + B))


def gru_dr_through_sigmoid():
    return by_rules(dr=lambda da_n, version: da_n * scaled_by_r(version) * R * (1 - R))


def gru_dh_without_direct_way():
    return by_rules(dh=lambda da_n, share: da_n * R * W)


def gru_dh_direct_way_alone():
    return by_rules(dh=lambda da_n, share: DH_NEXT * share)


def gru_dh_without_r():
    return by_rules(dh=lambda da_n, share: DH_NEXT * share + da_n * W)


def gru_dh_without_w():
    return by_rules(dh=lambda da_n, share: DH_NEXT * share + da_n * R)


def gru_dh_by_rest():
    return by_rules(dh=lambda da_n, share: DH_NEXT * (1 - share) + da_n * R * W)


def gru_to_two_decimals():
    return {name: round(value, 2) for name, value in RIGHT.items()}


def gru_as_list():
    return list(RIGHT.values())


def gru_in_four_decimals():
    after = (0.6858, -0.3428, -2.5716, 0.2119, -0.0847, 1.7271)
    before, other = (0.8144, -0.3171, -0.1212, 1.6808), (0.4286, 2.5716, 0.9085)
    return dict(zip(RIGHT, (*after, *before, *other), strict=True))


def gru_by_differences():
    """Move h, z, r and the sum inside tanh on their own, and watch the step's result."""

    def result(version, dh=0.0, dz=0.0, dr=0.0, da=0.0):
        h, z, r = H + dh, Z + dz, R + dr
        a = A_X + (W * (r * h) + B if version == "before" else r * (W * h + B)) + da
        z = 1 - z if version == "other" else z
        return (1 - z) * math.tanh(a) + z * h, math.tanh(a)

    def slope(version, move):
        return (result(version, **{move: 1e-5})[0] - result(version, **{move: -1e-5})[0]) / 2e-5

    numbers = {}
    for name in RIGHT:
        version, _, what = name.partition("_")
        if what in ("n", "h_next"):
            numbers[name] = result(version)[what == "n"]
        else:
            numbers[name] = 2.0 * slope(version, what.removesuffix("_n"))
    return numbers


def gru_line_by_line():
    a_h = 1.5 * -0.6 + 0.5
    n = np.tanh(1 + 0.4 * a_h)
    m = np.tanh(1 + 1.5 * -0.24 + 0.5)
    slope, slope_before = 1 - n**2, 1 - m**2
    return {
        "after_n": n,
        "after_h_next": -0.6 + 0.2 * (n + 0.6),
        "after_dz": -1.2 - 2 * n,
        "after_da_n": 0.4 * slope,
        "after_dr": 0.4 * slope * a_h,
        "after_dh": 1.6 + 0.24 * slope,
        "before_n": m,
        "before_h_next": -0.6 + 0.2 * (m + 0.6),
        "before_dr": -0.36 * slope_before,
        "before_dh": 1.6 + 0.24 * slope_before,
        "other_h_next": n - 0.2 * (n + 0.6),
        "other_dz": 1.2 + 2 * n,
        "other_dh": 0.4 + 0.96 * slope,
    }


RULES = {
    "n": "Which terms inside tanh does r scale in this version, and which not?",
    "h_next": "Which share does each of n and h have in this version?",
    "dz": "By how much does h_next move when z grows a little and n and h stay?",
    "da_n": "What multiplies n in h_next, and what is tanh's derivative at a value n?",
    "dr": "da_n is known: what exactly does r multiply inside tanh in this version?",
    "dh": "h stands in the mix and inside tanh: what are its two factors?",
}
TELLTALE = (  # what a number gives away, whatever the others are
    (gru_da_of_after, "This was formed with da_n of after: what is da_n in this version?"),
    (gru_bias_outside_reset, "b was left outside the reset: is it inside the brackets here?"),
    (gru_bias_inside_reset, "b was scaled by r: what exactly does r scale in this version?"),
    (gru_without_reset, "r was left out: which part of the sum inside tanh does it scale?"),
    (gru_resets_whole_sum, "a_x was scaled by r as well: what comes from h, and what from x?"),
    (gru_without_a_x, "a_x is missing: which two parts does the sum inside tanh have?"),
    (gru_z_other_way, "n and h have each other's shares: which has the share z in this version?"),
    (gru_dz_sign, "The sign is reversed: does h_next move towards h or n when z grows here?"),
    (gru_dz_from_h_alone, "z stands twice in the mix: what does it multiply besides h?"),
    (gru_dz_through_sigmoid, "z is given as a number: which sigmoid did this gradient pass?"),
    (gru_dz_without_upstream, "dh_next is missing: by what is a local derivative multiplied?"),
    (gru_da_without_tanh, "The gradient did not pass tanh: what is its derivative at value n?"),
    (gru_da_without_share, "The share of n is missing: what multiplies n in h_next?"),
    (gru_da_by_z, "The factor z is the share of h: what multiplies n in h_next?"),
    (gru_da_not_squared, "This is 1 - n: what is tanh's derivative at a value n?"),
    (gru_da_without_upstream, "dh_next is missing: by what is a local derivative multiplied?"),
    (gru_dr_from_h, "This is da_n h: what exactly does r multiply inside tanh?"),
    (gru_dr_without_bias, "b is missing: what stands in the brackets that r scales?"),
    (gru_dr_with_bias, "b is not scaled by r in this version: what is?"),
    (gru_dr_through_sigmoid, "r is given as a number: which sigmoid did this gradient pass?"),
    (gru_dh_without_direct_way, "The way through the mix is missing: what multiplies h there?"),
    (gru_dh_direct_way_alone, "The way through tanh is missing: what multiplies h in there?"),
    (gru_dh_without_r, "r is missing on the way through tanh: what multiplies h in there?"),
    (gru_dh_without_w, "w is missing on the way through tanh: what multiplies h in there?"),
    (gru_dh_by_rest, "The direct way has the share of n: what multiplies h in h_next?"),
)


check_scalar_gru = paper_check(
    "scalar_gru",
    scalar_gru,
    look_by_slips(scalar_gru, TELLTALE, RULES),
    tolerance=2e-4,
    slips={
        "In after, b is outside the reset. Which brackets does r stand before "
        "there?": gru_bias_outside_reset,
        "In before, b is scaled by r, so both versions have the same n. What exactly does r "
        "multiply in before?": gru_bias_inside_reset,
        "r was left out of n. Which part of the sum inside tanh does it scale?": gru_without_reset,
        "r scales a_x as well. Which part of the sum comes from h, and which from "
        "x?": gru_resets_whole_sum,
        "a_x is missing inside tanh. Which two parts does the sum have?": gru_without_a_x,
        "n and h have each other's shares in h_next. Which of them has the share z in after, and "
        "which in other?": gru_z_other_way,
        "dz has the wrong sign. In after, does h_next move towards h or towards n when z "
        "grows?": gru_dz_sign,
        "other_dz is the same as after_dz. Towards which of n and h does h_next move when z grows "
        "in other?": gru_dz_keeps_sign,
        "dz was taken from h alone. z stands twice in h_next: what else does it "
        "multiply?": gru_dz_from_h_alone,
        "dz has a factor z (1 - z). The gate is given as a number: which sigmoid would that "
        "belong to?": gru_dz_through_sigmoid,
        "dz is the local derivative. By what is it multiplied to become a gradient of the "
        "loss?": gru_dz_without_upstream,
        "The gradient did not pass tanh. What is the derivative of tanh where its value is "
        "n?": gru_da_without_tanh,
        "da_n lacks the share of n. What multiplies n in h_next?": gru_da_without_share,
        "da_n has the share of h. What multiplies n in h_next?": gru_da_by_z,
        "before_dr, before_dh and other_dh were formed with after_da_n. What is da_n in each of "
        "these versions?": gru_da_of_after,
        "da_n has 1 - n. What is the derivative of tanh where its value is n?": gru_da_not_squared,
        "da_n lacks dh_next. By what is a local derivative multiplied to become a gradient of the "
        "loss?": gru_da_without_upstream,
        "dr is da_n h. What exactly does r multiply inside tanh?": gru_dr_from_h,
        "after_dr lacks b. What stands in the brackets that r scales in "
        "after?": gru_dr_without_bias,
        "before_dr contains b. Is b among what r scales in before?": gru_dr_with_bias,
        "dr has a factor r (1 - r). The gate is given as a number: which sigmoid would that "
        "belong to?": gru_dr_through_sigmoid,
        "dh lacks the way through the mix. What multiplies h in h_next?": gru_dh_without_direct_way,
        "dh lacks the way through tanh. What multiplies h inside it?": gru_dh_direct_way_alone,
        "dh lacks r on the way through tanh. Which two numbers multiply h inside "
        "it?": gru_dh_without_r,
        "dh lacks w on the way through tanh. Which two numbers multiply h inside "
        "it?": gru_dh_without_w,
        "dh has the share of n on the direct way. What multiplies h in h_next?": gru_dh_by_rest,
        "The numbers are rounded to two decimals. How many does the exercise ask "
        "for?": gru_to_two_decimals,
        "The numbers came back without their names. Which brackets hold pairs of a key and a "
        "value?": gru_as_list,
    },
    alternatives=(gru_in_four_decimals, gru_by_differences, gru_line_by_line),
)
