"""Check of plan_by_hand: what a pilot says and what a study costs, on paper."""

import math

import numpy as np

from helpers.checks.paper import look_by_slips, paper_check
from helpers.datasets.comparison import plan_by_hand
from helpers.datasets.paired import T_975

RIGHT = plan_by_hand()
BASE, OTHER = np.array([1.62, 1.70, 1.55]), np.array([1.60, 1.65, 1.53])
SD, THIRD = RIGHT["sd"], 1 / math.sqrt(3)


def hand_mean_sign():
    return RIGHT | {"mean": 0.03}


def hand_mean_sum():
    return RIGHT | {"mean": -0.09}


def hand_mean_median():
    return RIGHT | {"mean": -0.02}


def hand_mean_relative():
    return RIGHT | {"mean": -0.09 / 4.87}


def hand_sd_by_n():
    return RIGHT | {"sd": SD * math.sqrt(2 / 3)}


def hand_sd_variance():
    return RIGHT | {"sd": SD**2}


def hand_sd_of_the_baseline():
    return RIGHT | {"sd": float(BASE.std(ddof=1))}


def hand_sd_of_the_other():
    return RIGHT | {"sd": float(OTHER.std(ddof=1))}


def hand_sd_sum_of_squares():
    return RIGHT | {"sd": math.sqrt(0.0006)}


def hand_sd_of_the_mean():
    return RIGHT | {"sd": SD * THIRD}


def hand_sd_about_zero():
    """Take the squares of the differences themselves."""
    return RIGHT | {"sd": math.sqrt(0.0033 / 2)}


def hand_half_normal():
    return RIGHT | {"half": 1.96 * SD * THIRD}


def hand_half_three_degrees():
    return RIGHT | {"half": T_975[3] * SD * THIRD}


def hand_half_without_root():
    return RIGHT | {"half": T_975[2] * SD}


def hand_half_by_n():
    return RIGHT | {"half": T_975[2] * SD / 3}


def hand_half_root_of_two():
    return RIGHT | {"half": T_975[2] * SD / math.sqrt(2)}


def hand_half_whole_width():
    return RIGHT | {"half": 2 * RIGHT["half"]}


def hand_half_standard_error():
    return RIGHT | {"half": SD * THIRD}


def hand_half_upper_end():
    return RIGHT | {"half": -0.03 + RIGHT["half"]}


def hand_unpaired_two_degrees():
    return RIGHT | {"unpaired": RIGHT["unpaired"] * T_975[2] / T_975[4]}


def hand_unpaired_five_degrees():
    return RIGHT | {"unpaired": RIGHT["unpaired"] * T_975[5] / T_975[4]}


def hand_unpaired_sds_added():
    sds = BASE.std(ddof=1) + OTHER.std(ddof=1)
    return RIGHT | {"unpaired": float(T_975[4] * sds * THIRD)}


def hand_unpaired_variances_subtracted():
    error = math.sqrt((BASE.var(ddof=1) - OTHER.var(ddof=1)) / 3)
    return RIGHT | {"unpaired": T_975[4] * error}


def hand_unpaired_mean_variance():
    return RIGHT | {"unpaired": RIGHT["unpaired"] / math.sqrt(2)}


def hand_unpaired_standard_error():
    return RIGHT | {"unpaired": RIGHT["unpaired"] / T_975[4]}


def hand_unpaired_not_divided():
    return RIGHT | {"unpaired": RIGHT["unpaired"] / THIRD}


def hand_unpaired_as_paired():
    return RIGHT | {"unpaired": RIGHT["half"]}


def hand_seeds_one_less():
    return RIGHT | {"seeds": 5.0}


def hand_seeds_normal():
    """Keep 1.96 for t: (1.96 * 0.0173 / 0.02)^2 is 2.9."""
    return RIGHT | {"seeds": 3.0}


def hand_seeds_first_quantile():
    """Keep 4.3027 for t: 13.9."""
    return RIGHT | {"seeds": 14.0}


def hand_seeds_whole_width():
    """Ask for a whole width of 0.02: half of it is 0.01."""
    return RIGHT | {"seeds": 15.0}


def hand_minutes_seconds():
    return RIGHT | {"minutes": 2160.0}


def hand_minutes_one_model():
    return RIGHT | {"minutes": 9.0}


def hand_minutes_three_models():
    return RIGHT | {"minutes": 27.0}


def hand_minutes_one_seed():
    return RIGHT | {"minutes": 6.0}


def hand_minutes_hours():
    return RIGHT | {"minutes": 0.6}


def hand_minutes_three_seeds():
    return RIGHT | {"minutes": 18.0}


def hand_sign_one_side():
    return RIGHT | {"same_sign": 0.5**6}


def hand_sign_three_seeds():
    return RIGHT | {"same_sign": 0.25}


def hand_sign_five():
    return RIGHT | {"same_sign": 2 * 0.5**5}


def hand_sign_squared():
    """Multiply by six in place of raising to it."""
    return RIGHT | {"same_sign": 1 / 6}


def hand_sign_not_one():
    return RIGHT | {"same_sign": 1 - 0.5**5}


def hand_optimism_difference():
    """Take the mean of |a - b|, not half of it."""
    return RIGHT | {"optimism": 2 * RIGHT["optimism"]}


def hand_optimism_one_sd():
    """Take the difference's sd for 0.03."""
    return RIGHT | {"optimism": 0.03 * math.sqrt(2 / math.pi) / 2}


def hand_optimism_twice_the_sd():
    """Add the sds of a and b, not their variances."""
    return RIGHT | {"optimism": 0.06 * math.sqrt(2 / math.pi) / 2}


def hand_optimism_whole_sd():
    return RIGHT | {"optimism": 0.03}


def hand_optimism_negative():
    return RIGHT | {"optimism": -RIGHT["optimism"]}


def hand_optimism_without_root():
    return RIGHT | {"optimism": 0.03 * math.sqrt(2) * (2 / math.pi) / 2}


def hand_find_added():
    return RIGHT | {"false_find": 0.5}


def hand_find_none():
    return RIGHT | {"false_find": 0.95**10}


def hand_find_all():
    return RIGHT | {"false_find": 0.05**10}


def hand_find_exactly_one():
    return RIGHT | {"false_find": 10 * 0.05 * 0.95**9}


def hand_find_one_side():
    return RIGHT | {"false_find": 1 - 0.975**10}


def hand_find_one():
    return RIGHT | {"false_find": 0.05}


def hand_to_two_decimals():
    return {name: round(value, 2) for name, value in RIGHT.items()}


def hand_as_list():
    return list(RIGHT.values())


def hand_in_four_decimals():
    numbers = {"mean": -0.03, "sd": 0.0173, "half": 0.0430, "unpaired": 0.1543, "seeds": 6}
    return numbers | {"minutes": 36, "same_sign": 0.0313, "optimism": 0.0169, "false_find": 0.4013}


def hand_by_numpy():
    d = OTHER - BASE
    numbers = {"false_find": float(1 - np.prod(np.full(10, 0.95)))}
    numbers |= {"optimism": float(np.sqrt(2 * 0.03**2) * np.sqrt(2 / np.pi) / 2)}
    numbers |= {"same_sign": 2 / 2**6, "minutes": 4 * 6 * 1.5, "seeds": 6.0}
    error = np.sqrt(BASE.var(ddof=1) / 3 + OTHER.var(ddof=1) / 3)
    numbers |= {"unpaired": float(T_975[4] * error), "mean": float(d.mean())}
    return numbers | {
        "half": float(T_975[2] * d.std(ddof=1) / np.sqrt(3)),
        "sd": float(d.std(ddof=1)),
    }


def hand_by_search():
    d = [b - a for a, b in zip(BASE.tolist(), OTHER.tolist(), strict=True)]
    mean = sum(d) / 3
    sd = math.sqrt(sum((x - mean) ** 2 for x in d) / 2)
    n = 2
    while T_975[n - 1] * sd / n**0.5 > 0.02:
        n += 1
    return RIGHT | {"mean": mean, "sd": sd, "seeds": n, "minutes": n * 6}


SLIPS = {
    "The sign is reversed. Which loss is subtracted from which?": hand_mean_sign,
    "This is the sum of the differences. How many are there?": hand_mean_sum,
    "This is the middle one of the differences. What is their mean?": hand_mean_median,
    "The difference was divided by the baseline's loss. In which unit is it asked "
    "for?": hand_mean_relative,
    "The sum of squares was divided by 3. How many degrees of freedom are left once the mean is "
    "known?": hand_sd_by_n,
    "This is the variance. Which root belongs to it?": hand_sd_variance,
    "This is the spread of the baseline. Of which numbers is it asked "
    "for?": hand_sd_of_the_baseline,
    "This is the spread of the other model. Of which numbers is it asked "
    "for?": hand_sd_of_the_other,
    "The sum of squares was not divided. By how many degrees of freedom?": hand_sd_sum_of_squares,
    "This is the standard error of the mean. What is asked for before it is "
    "divided?": hand_sd_of_the_mean,
    "The squares of the differences themselves were added. From what do they "
    "deviate?": hand_sd_about_zero,
    "1.96 is the quantile where the spread is known. Which one belongs to three "
    "differences?": hand_half_normal,
    "The quantile for 3 degrees of freedom was taken. How many have three "
    "differences?": hand_half_three_degrees,
    "sd was not divided by a root. By which one?": hand_half_without_root,
    "sd was divided by 3. By its root, or by n?": hand_half_by_n,
    "sd was divided by the root of 2. How many differences are there?": hand_half_root_of_two,
    "This is the whole width. What is asked for?": hand_half_whole_width,
    "This is the standard error. By which quantile is it multiplied?": hand_half_standard_error,
    "This is the upper end of the interval. What is asked for?": hand_half_upper_end,
    "The quantile for 2 degrees of freedom was taken. How many have two groups of "
    "three?": hand_unpaired_two_degrees,
    "The quantile for 5 degrees of freedom was taken. How many means were "
    "subtracted?": hand_unpaired_five_degrees,
    "The standard deviations were added. What of independent numbers adds "
    "up?": hand_unpaired_sds_added,
    "The variances were subtracted. Does a difference vary less than its "
    "terms?": hand_unpaired_variances_subtracted,
    "The mean of the variances was taken. Do they add up, or are they "
    "averaged?": hand_unpaired_mean_variance,
    "This is the standard error. By which quantile is it "
    "multiplied, of 4 degrees of freedom?": hand_unpaired_standard_error,
    "The sum of the variances was not divided. By how many runs of each "
    "model?": hand_unpaired_not_divided,
    "This is the paired one. Which spread has each model by itself?": hand_unpaired_as_paired,
    "With five, half the width is above 0.02 still. What is it with six?": hand_seeds_one_less,
    "1.96 was kept for t. Which quantile belongs to so few differences?": hand_seeds_normal,
    "The quantile of three differences was kept. How does it change with "
    "n?": hand_seeds_first_quantile,
    "The whole width was brought to 0.02. Which half is asked for?": hand_seeds_whole_width,
    "These are seconds. How many are a minute?": hand_minutes_seconds,
    "One model was counted. How many are to be run?": hand_minutes_one_model,
    "Three models were counted. How many are to be run, the baseline "
    "included?": hand_minutes_three_models,
    "One seed was counted. How many does the plan need?": hand_minutes_one_seed,
    "These are hours. What is asked for?": hand_minutes_hours,
    "Three seeds were counted. How many does the plan need?": hand_minutes_three_seeds,
    "This is the chance that all are below 0. May all be above 0, too?": hand_sign_one_side,
    "Three differences were counted. How many seeds does the plan have?": hand_sign_three_seeds,
    "Five differences were counted. How many seeds does the plan have?": hand_sign_five,
    "This is 1 / 6. How many ways are there to choose six signs?": hand_sign_squared,
    "This is the chance that the signs differ. Which one is asked for?": hand_sign_not_one,
    "This is the mean of the larger minus the smaller. By how much is the smaller one below the "
    "middle of both?": hand_optimism_difference,
    "0.03 was taken for the spread of a - b. How do two independent variances "
    "combine?": hand_optimism_one_sd,
    "0.06 was taken for the spread of a - b. What of independent numbers adds up, standard "
    "deviations or variances?": hand_optimism_twice_the_sd,
    "This is one standard deviation. How far below the mean is the smaller of "
    "two?": hand_optimism_whole_sd,
    "The sign is reversed. By how much is the smaller one too low?": hand_optimism_negative,
    "The root of 2 / pi was forgotten. What is the mean of an absolute normal "
    "number?": hand_optimism_without_root,
    "The chances were added. May two of the ten come together?": hand_find_added,
    "This is the chance of none. Which one is asked for?": hand_find_none,
    "This is the chance of all ten. Which one is asked for?": hand_find_all,
    "This is the chance of exactly one. What of two and more?": hand_find_exactly_one,
    "0.975 was raised to the tenth. How often does an interval of 95 % miss, at either "
    "end?": hand_find_one_side,
    "This is the chance for one comparison. How many are there?": hand_find_one,
    "The numbers are rounded to two decimals. How many does the exercise ask "
    "for?": hand_to_two_decimals,
    "A list came, and a dict is asked for. Which name has each number?": hand_as_list,
}
RULES = {
    "mean": "Subtract the baseline's loss from the other's, seed by seed, and take the mean.",
    "sd": "How far is each difference from their mean? Square, add up, divide by 2, take the root.",
    "half": "Which quantile has two degrees of freedom, and by which root is sd divided?",
    "unpaired": "The variance of each model by itself first: how do the two combine?",
    "seeds": "Try n = 3, 4, 5, ...: which quantile, which root?",
    "minutes": "Count the runs first: seeds times models.",
    "same_sign": "How many ways are there to choose the signs, and how many have all alike?",
    "optimism": "The smaller of a and b is (a + b) / 2 - |a - b| / 2: what is its mean?",
    "false_find": "What is the chance that none of the ten misses?",
}
TELLTALE = [
    (slip, hint) for hint, slip in SLIPS.items() if slip not in (hand_to_two_decimals, hand_as_list)
]

check_plan_by_hand = paper_check(
    "plan_by_hand",
    plan_by_hand,
    look_by_slips(plan_by_hand, TELLTALE, RULES),
    tolerance=6e-5,
    slips=SLIPS,
    alternatives=(hand_in_four_decimals, hand_by_numpy, hand_by_search),
    equivalent={
        "2 -> 3 (in `n = 2`)": "two seeds are too few, so that the loop begins at 3 in any case",
        "T_975[n - 1] * sd / np.sqrt(n) > 0.02 -> T_975[n - 1] * sd / np.sqrt(n) >= 0.02 (in "
        "`while T_975[n - 1] * sd / np.sqrt(n) > 0.02:`)": "no half is exactly 0.02",
        "1 -> 2 (in `n += 1`)": "the answer is even, and the loop begins at 2",
        "0.5 -> -0.5 (in `numbers |= {'seeds': n, 'minutes': n * 4 * 90 / 60, 'same_sign': 2 "
        "...`)": "an even power",
        "0.95 -> -0.95 (in `numbers |= {'optimism': 0.03 / np.sqrt(np.pi), 'false_find': 1 - 0."
        "...`)": "an even power",
        "float(number) -> number (in `return {name: float(number) for name, number in "
        "numbers.items()}`)": "a NumPy number counts as well",
    },
)
