"""Answers to scheduled_optimum that its record did not foresee; written before it."""

from tests.checks.answers import wrong


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


def quarter(eps):
    return eps + (1 - eps) / 4


def exchanged_quarter(eps):
    return (1 - eps) + eps / 4


WRONG = (
    wrong(the_share_read, "Only the true coins count here"),
    wrong(half, "This is the share for coins drawn by the model"),
    wrong(the_rest_never_equal, "Only the true coins count here"),
    wrong(the_right_model, "This is the right model, which always copies"),
    wrong(half_off, "The true coins were counted as half equal, the others as"),
    wrong(exchanged, "The shares are exchanged"),
    wrong(mean_of_the_other, "Only the model's own coins count here"),
    wrong(without_brackets, "Only eps is halved"),
    wrong(a_product, "There is a factor eps too many"),
    wrong(quarter, "equal in a quarter of the cases"),
    wrong(exchanged_quarter, "The shares are exchanged, and the other kind"),
)
EDGES = {"both ends": lambda cases: {(0.0,), (1.0,)} <= set(cases)}
