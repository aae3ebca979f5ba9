"""Answers to scheduled_optimum that its record did not foresee; written before it."""


def the_share_read(eps):
    return eps


def half(eps):
    return 0.5


def the_rest_never_equal(eps):
    return eps * 1 + (1 - eps) * 0


def the_right_model(eps):
    return 1.0


def half_off(eps):
    return eps / 2


def exchanged(eps):
    return (1 - eps) + eps / 2


def mean_of_the_other(eps):
    return (1 - eps) / 2


def without_brackets(eps):
    return 1 + eps / 2


def a_product(eps):
    return eps * (1 + eps) / 2
