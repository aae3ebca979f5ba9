"""Check of latent_by_hand: a bound, its gap, a posterior and two gradients, on paper."""

import math
from functools import partial

from helpers.checks.paper import look_by_slips, paper_check
from helpers.scratch.modules.m12_floors import latent_by_hand

RIGHT = latent_by_hand()
R, LN_R, LN_2_PI = 0.25, math.log(0.25), math.log(2 * math.pi)


def half(rest):
    """Return half of ln 2 pi and what else minus ln of a density has."""
    return 0.5 * (LN_2_PI + rest)


def from_nll(nll):
    return RIGHT | {"nll": nll, "bound": -nll - RIGHT["kl"]}


def from_kl(kl):
    return RIGHT | {"kl": kl, "bound": -RIGHT["nll"] - kl}


def from_evidence(variance, square):
    return RIGHT | {"evidence": -half(math.log(variance) + square / variance)}


def from_gain(gain):
    return RIGHT | {"gain": gain, "mean": gain, "var": 1 - gain}


def hand_var_left_out():
    """Take one half of the mean of (1 - z)^2: its two parts are equal."""
    return from_nll(half(LN_R + 0.25 / R))


def hand_R_as_sd():
    return from_nll(half(math.log(0.0625) + 0.5 / 0.0625))


def hand_nll_without_log():
    return from_nll(half(0.5 / R))


def hand_nll_log_whole():
    return from_nll(half(2 * LN_R + 0.5 / R))


def hand_nll_sign():
    return from_nll(-RIGHT["nll"])


def hand_nll_of_mean():
    return from_nll(half(math.log(0.5) + 0.25 / 0.5))


def hand_kl_turned():
    return from_kl(0.5 * (4 + 1 - 1 + LN_R))


def hand_kl_whole():
    return from_kl(2 * RIGHT["kl"])


def hand_kl_without_one():
    return from_kl(RIGHT["kl"] + 0.5)


def hand_kl_without_log():
    return from_kl(0.5 * (0.5 - 1))


def hand_kl_log_turned():
    return from_kl(0.5 * (0.5 - 1 + LN_R))


def hand_kl_half_of_square():
    """Take one half of the mean of z^2: its two parts are equal."""
    return from_kl(0.5 * (0.25 - 1 - LN_R))


def hand_kl_as_sd():
    return from_kl(0.5 * (0.3125 - 1 - math.log(0.0625)))


def hand_kl_not_squared():
    return from_kl(0.5 * (0.25 + 0.5 - 1 - LN_R))


def hand_kl_at_mean():
    return from_kl(0.5 * (0.25 - LN_R))


def hand_bound_sign():
    return RIGHT | {"bound": -RIGHT["bound"]}


def hand_bound_plus_kl():
    return RIGHT | {"bound": RIGHT["kl"] - RIGHT["nll"]}


def hand_bound_of_nll():
    return RIGHT | {"bound": -RIGHT["nll"]}


def hand_evidence_of_noise():
    return from_evidence(R, 1)


def hand_evidence_of_prior():
    return from_evidence(1, 1)


def hand_evidence_sds_added():
    return from_evidence(2.25, 1)


def hand_evidence_sign():
    return RIGHT | {"evidence": -RIGHT["evidence"]}


def hand_evidence_is_bound():
    return RIGHT | {"evidence": RIGHT["bound"]}


def hand_gain_of_noise():
    return from_gain(0.2)


def hand_gain_not_divided():
    return from_gain(4.0)


def hand_gain_of_q():
    return from_gain(0.5)


def hand_posterior_from_q():
    """Take q for the prior."""
    return RIGHT | {"gain": 0.5, "mean": 0.75, "var": 0.125}


def hand_mean_from_q():
    return RIGHT | {"mean": 0.9}


def hand_mean_not_scaled():
    return RIGHT | {"mean": 4.0}


def hand_var_is_gain():
    return RIGHT | {"var": 0.8}


def hand_var_added():
    return RIGHT | {"var": 1.25}


def hand_gap_turned():
    return RIGHT | {"gap": 0.5 * (0.29 / 0.25 - 1 + math.log(1.25))}


def hand_gap_sign():
    return RIGHT | {"gap": -RIGHT["gap"]}


def hand_gap_without_means():
    return RIGHT | {"gap": 0.5 * (1.25 - 1 - math.log(1.25))}


def hand_gap_log_turned():
    return RIGHT | {"gap": 0.5 * (0.7 + math.log(1.25))}


def hand_gradients_of_loss():
    return RIGHT | {"dmu": -1.5, "dlog_var": 0.125}


def hand_dmu_without_prior():
    return RIGHT | {"dmu": 2.0}


def hand_dmu_prior_added():
    return RIGHT | {"dmu": 2.5}


def hand_dmu_not_divided():
    return RIGHT | {"dmu": 0.0}


def hand_dlog_var_half_way():
    """The gradient by v, by its root, or of nll alone."""
    return RIGHT | {"dlog_var": -0.5}


def hand_dlog_var_without_one():
    return RIGHT | {"dlog_var": -0.625}


def hand_dlog_var_whole():
    return RIGHT | {"dlog_var": -0.25}


def hand_to_two_decimals():
    return {name: round(value, 2) for name, value in RIGHT.items()}


def hand_as_list():
    return list(RIGHT.values())


def hand_in_four_decimals():
    numbers = {"nll": 1.2258, "kl": 0.4431, "bound": -1.6689, "evidence": -1.4305, "gain": 0.8}
    return numbers | {"mean": 0.8, "var": 0.2, "gap": 0.2384, "dmu": 1.5, "dlog_var": -0.125}


def hand_by_precisions():
    """Add one over the variances, and take the gap as the difference."""
    var = 1 / (1 + 4)
    mean, nll = 4 * var, math.log(math.sqrt(2 * math.pi * 0.25)) + 0.5 * 0.5 * 4
    kl, evidence = math.log(2) + 0.25 - 0.5, -math.log(math.sqrt(2 * math.pi * 1.25)) - 0.4
    numbers = {"var": var, "mean": mean, "gain": mean, "nll": nll, "kl": kl, "bound": -(nll + kl)}
    numbers |= {"evidence": evidence, "gap": evidence + nll + kl}
    return numbers | {"dmu": (mean - 0.5) / var, "dlog_var": 0.5 * (1 - 0.25 / var)}


def hand_by_differences():
    """Differentiate the bound numerically."""

    def bound(mu, log_var):
        v = math.exp(log_var)
        return -half(LN_R + ((1 - mu) ** 2 + v) / R) - 0.5 * (v + mu**2 - 1 - log_var)

    numbers, e = hand_in_four_decimals(), 1e-4
    numbers["bound"] = bound(0.5, LN_R)
    numbers["dmu"] = (bound(0.5 + e, LN_R) - bound(0.5 - e, LN_R)) / (2 * e)
    return numbers | {"dlog_var": (bound(0.5, LN_R + e) - bound(0.5, LN_R - e)) / (2 * e)}


SLIPS = {
    "The mean of (1 - z)^2 under q has two parts, and one of them is missing. How far is the mean "
    "of q from 1, and how far does z spread about it?": hand_var_left_out,
    "0.25 was taken for the standard deviation of x given z. What is the second number of N(m, "
    "v)?": hand_R_as_sd,
    "The logarithm of the variance is missing. What stands under the root besides 2 "
    "pi?": hand_nll_without_log,
    "ln 0.25 was not halved. What does the root do to a logarithm?": hand_nll_log_whole,
    "This is the mean of ln p(x given z). Which sign is asked for?": hand_nll_sign,
    "The mean of the density was taken, then its logarithm. Which comes first?": hand_nll_of_mean,
    "This is the KL of the prior from q. Under which of the two is the mean taken?": hand_kl_turned,
    "It is twice as large as it should be. What do the root and the 2 in the exponent "
    "do?": hand_kl_whole,
    "What the square in ln q adds is missing. What is the mean under q of (z - 0.5)^2 / "
    "0.25?": hand_kl_without_one,
    "The logarithm of the variance of q is missing. What does the root in q add, and can a KL be "
    "below 0?": hand_kl_without_log,
    "ln 0.25 has the wrong sign. Which sign has a root below the line in ln q, and can a KL be "
    "below 0?": hand_kl_log_turned,
    "The mean of z^2 under q has two parts, and one of them is missing. How far is the mean of q "
    "from 0, and how far does z spread about it?": hand_kl_half_of_square,
    "0.25 was taken for the standard deviation of q. What is the second number of N(m, "
    "v)?": hand_kl_as_sd,
    "The mean of q was not squared. What is the mean of (z - 0)^2 under q?": hand_kl_not_squared,
    "This is ln q - ln p at the one point z = 0.5. What do the two squares add on "
    "average?": hand_kl_at_mean,
    "This is nll plus kl. Which sign has each of them in the mean of ln p(x, z) - ln "
    "q(z)?": hand_bound_sign,
    "kl was added. Is ln q(z) - ln p(z) in it with plus or with minus?": hand_bound_plus_kl,
    "kl is missing. What do ln p(z) and ln q(z) add?": hand_bound_of_nll,
    "x has the variance of the noise alone. What does z add to it, when it is not "
    "known?": hand_evidence_of_noise,
    "x has the variance of z alone. What does the noise add to it?": hand_evidence_of_prior,
    "The standard deviations were added. What adds up when independent numbers "
    "do?": hand_evidence_sds_added,
    "The sign is reversed. Is ln p(x) asked for, or minus ln p(x)?": hand_evidence_sign,
    "This is the bound once more. Which density has x itself, without any "
    "q?": hand_evidence_is_bound,
    "This is the share of the noise. Which of the two pulls the mean towards x, the prior's "
    "variance or the noise's?": hand_gain_of_noise,
    "The prior was left out of the division. How much is the whole variance of "
    "x?": hand_gain_not_divided,
    "The mean was moved from 0 to 0.5, which is only a guess. Where does p(z) p(x given z) have "
    "its peak?": hand_gain_of_q,
    "q was taken for the prior. Which density has z before x is seen?": hand_posterior_from_q,
    "The mean moved on from 0.5. Where does it start before x is seen?": hand_mean_from_q,
    "This is what stands before z in the exponent. By what stands before z^2 is it "
    "divided?": hand_mean_not_scaled,
    "This is the gain. Which share of the prior's variance is left once x is "
    "seen?": hand_var_is_gain,
    "The variances were added, which makes that of x. Does seeing x make z more certain or "
    "less?": hand_var_added,
    "This is the KL of the posterior from q. Under which of the two is the mean "
    "taken?": hand_gap_turned,
    "The sign is reversed. Can a KL be below 0, and which of bound and evidence is "
    "larger?": hand_gap_sign,
    "The distance of the two means is missing. What is the mean under q of (z - "
    "0.8)^2?": hand_gap_without_means,
    "The logarithm of the two variances has the wrong sign. Which of the roots belongs to ln "
    "q?": hand_gap_log_turned,
    "This is the gradient of minus the bound. Does the bound grow or fall when mu moves from 0.5 "
    "towards 0.8?": hand_gradients_of_loss,
    "kl has no effect on it. What does kl add when mu moves away from 0?": hand_dmu_without_prior,
    "The prior pushes mu away from 0. Which sign has kl in the bound?": hand_dmu_prior_added,
    "The pull of x was not divided by the variance of the noise. What stands below (x - "
    "z)^2?": hand_dmu_not_divided,
    "-0.5 is the gradient by v or by its root, and also what nll alone has by ln v. Does kl count, "
    "and how fast does v grow with ln v?": hand_dlog_var_half_way,
    "The logarithm in kl is missing. How does -ln v / 2 change with ln "
    "v?": hand_dlog_var_without_one,
    "It is twice as large as it should be. How does the root of v change with ln "
    "v?": hand_dlog_var_whole,
    "The numbers are rounded to two decimals. How many does the exercise ask "
    "for?": hand_to_two_decimals,
    "The numbers came back without their names. Which brackets hold pairs of a key and a "
    "value?": hand_as_list,
}
ALSO = {  # further numbers that tell where they come from
    "Both numbers 0.25 were taken for standard deviations. What is the second number of N(m, v)?": {
        "nll": half(math.log(0.0625) + 0.3125 / 0.0625)
    },
    "The root of 0.25 stands where the variance should. By what is the square divided in the "
    "exponent?": {"nll": half(math.log(0.5) + 0.5 / 0.5)},
    "ln 2 pi is missing. What stands under the root besides the variance?": {
        "nll": 0.5 * (LN_R + 0.5 / R),
        "evidence": -0.5 * (math.log(1.25) + 0.8),
    },
    "It is twice as large as it should be. What do the root and the 2 in the exponent do?": {
        "nll": LN_2_PI + LN_R + 0.5 / R,
        "evidence": 2 * RIGHT["evidence"],
        "gap": 2 * RIGHT["gap"],
    },
    "The square was not halved. Which 2 stands in the exponent?": {"nll": half(LN_R) + 0.5 / R},
    "The square was not divided by the variance. What stands below it in the exponent?": {
        "nll": half(LN_R + 0.5)
    },
    "What the square in ln q adds has the wrong sign. Which sign has the exponent of a density?": {
        "kl": RIGHT["kl"] + 1
    },
    "The root of 0.25 stands where the variance of q should. What is the second number of N(m, "
    "v)?": {"kl": 0.5 * (0.75 - 1 - math.log(0.5))},
    "ln 0.25 was not halved. What does the root do to a logarithm?": {"kl": 0.5 * (0.5 - 1) - LN_R},
    "The sign is reversed. Which of the two logarithms is subtracted, and can a KL be below 0?": {
        "kl": -RIGHT["kl"]
    },
    "This is the mean of -ln p(z) alone. What is the mean of ln q(z)?": {
        "kl": 0.5 * (LN_2_PI + 0.5)
    },
    "kl was subtracted from nll. Which sign has nll in the mean of ln p(x, z)?": {
        "bound": RIGHT["nll"] - RIGHT["kl"]
    },
    "This is ln p(x) itself, without q. Which two numbers before are in the bound?": {
        "bound": RIGHT["evidence"]
    },
    "1.25 was squared. Is the sum of two variances a variance or a standard deviation?": {
        "evidence": -half(math.log(1.5625) + 1 / 1.5625)
    },
    "0.25 was taken for the standard deviation of the noise. What is the second number of N(m, "
    "v)?": {"evidence": -half(math.log(1.0625) + 1 / 1.0625), "gain": 1 / 1.0625},
    "z was drawn from q. From which density is it drawn before x is seen?": {
        "evidence": -half(math.log(0.5) + 0.25 / 0.5)
    },
    "This is ln p(x given z) at z = 0.5. Over which z does p(x) take the mean?": {
        "evidence": -half(LN_R + 1)
    },
    "The exponent is missing. How far is x = 1 from its mean?": {"evidence": -half(math.log(1.25))},
    "ln 1.25 is missing. What stands under the root besides 2 pi?": {"evidence": -half(0.8)},
    "Standard deviations were divided. Which sum makes the variance of x?": {"gain": 2 / 3},
    "This is the share that stays at the prior's mean. By which share does the mean move towards "
    "x?": {"mean": 0.2},
    "This is the mean of q, or the middle of 0 and 1. Which of the prior and x counts for more, "
    "and by how much?": {"mean": 0.5},
    "This is one over the variance. What stands below the square in the exponent?": {"var": 5.0},
    "This is the variance of the noise, and of q. What does the prior add to what stands before "
    "z^2?": {"var": 0.25},
    "This is the standard deviation. Which of the two is asked for?": {"var": math.sqrt(0.2)},
    "The variance of q is missing. What is the mean under q of (z - 0.8)^2?": {
        "gap": 0.5 * (0.45 - 1 - math.log(1.25))
    },
    "What the square in ln q adds is missing. What is the mean under q of (z - 0.5)^2 / 0.25?": {
        "gap": RIGHT["gap"] + 0.5
    },
    "The logarithms of the two variances are missing. What do the roots add?": {"gap": 0.35},
    "The square of 0.3 was not divided. Which variance stands below (z - 0.8)^2?": {
        "gap": 0.5 * (1.25 + 0.09 - 1 - math.log(1.25))
    },
    "0.3 was not squared. What is the mean under q of (z - 0.8)^2?": {
        "gap": 0.5 * (2.75 - 1 - math.log(1.25))
    },
    "Only kl counts. How does nll change when mu moves towards x?": {"dmu": -0.5},
    "The pull of x is half as strong as it should be. By what is x - mu divided once the square is "
    "differentiated?": {"dmu": 0.5},
    "The pull of x is twice as strong as it should be. Which 2 stands below the square?": {
        "dmu": 3.5
    },
    "0.25 was squared. Is it a variance or a standard deviation?": {"dmu": 7.5},
    "A sign is wrong: of all of it, or of v. Once q is wider than the posterior, does the bound "
    "grow or fall with ln v?": {"dlog_var": 0.125},
    "Only kl counts. How does the mean of (x - z)^2 change with v?": {"dlog_var": 0.375},
    "0.25 was squared below (x - z)^2. Is it a variance or a standard deviation?": {
        "dlog_var": -1.625
    },
}
RULES = {
    "nll": "Write down -ln p(x given z) first, with all three parts: which of them depends on z, "
    "and what is its mean?",
    "kl": "Write ln q(z) and ln p(z) one below the other: which parts differ, and what is the mean "
    "of each square?",
    "bound": "Split ln p(x, z) into ln p(x given z) and ln p(z): which of your numbers is each "
    "mean?",
    "evidence": "x is z plus noise: which mean and which variance has the sum, and what is the "
    "logarithm of its density at 1?",
    "gain": "By how much did the mean move, and how large was the surprise?",
    "mean": "Collect what stands before z in the exponent of p(z) p(x given z): how much is it "
    "over what stands before z^2?",
    "var": "Collect what stands before z^2 in the exponent of p(z) p(x given z): how much is it?",
    "gap": "Work it out as you did kl, with the posterior's mean and variance: what is the mean "
    "under q of (z - 0.8)^2?",
    "dmu": "Differentiate -(x - z)^2 / 0.5 by mu with z = mu + sd eps, take the mean, and then add "
    "what kl does: what is it?",
    "dlog_var": "Write bound with v as a letter: which three parts hold v, and how does each "
    "change with ln v?",
}


def with_number(name, value):
    return RIGHT | {name: value}


TELLTALE = [
    (slip, hint) for hint, slip in SLIPS.items() if slip not in (hand_to_two_decimals, hand_as_list)
]
TELLTALE += [
    (partial(with_number, *number), hint) for hint in ALSO for number in ALSO[hint].items()
]

check_latent_by_hand = paper_check(
    "latent_by_hand",
    latent_by_hand,
    look_by_slips(latent_by_hand, TELLTALE, RULES),
    tolerance=2e-4,
    slips=SLIPS,
    alternatives=(hand_in_four_decimals, hand_by_precisions, hand_by_differences),
)
