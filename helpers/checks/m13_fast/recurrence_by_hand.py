"""Check of recurrence_by_hand: joined steps, a held system, a stabiliser, and counts of work."""

import math

from helpers.checks.paper import look_by_slips, paper_check
from helpers.scratch.modules.m13_machine import recurrence_by_hand

RIGHT = recurrence_by_hand()
A, B = RIGHT["a"], RIGHT["b"]
PRODUCTS = {"step": (32, 128, 512), "inputs": (2048, 64, 512)}  # N, D, H


def held(a, b):
    """Return the numbers that follow from another step of the system."""
    return RIGHT | {"a": a, "b": b, "k_2": 4 * a**2 * b}


def kernel(k_2):
    return RIGHT | {"k_2": k_2}


def stabilised(m_next):
    return RIGHT | {"m_next": m_next, "i": math.exp(1 - m_next)}


def gate(i):
    return RIGHT | {"i": i}


def worked(work):
    return RIGHT | {"work": work}


def intense(intensity):
    """Return both intensities by another function of N, D, H."""
    return RIGHT | {name: intensity(*sizes) for name, sizes in PRODUCTS.items()}


def hand_exchanged():
    """0.5 (-2 h + 5) + 1."""
    return RIGHT | {"joined_b": 3.5}


def hand_a_added():
    return RIGHT | {"joined_a": -1.5}


def hand_a_of_last():
    return RIGHT | {"joined_a": -2.0}


def hand_b_added():
    return RIGHT | {"joined_b": 6.0}


def hand_all_added():
    return RIGHT | {"joined_a": -1.5, "joined_b": 6.0}


def hand_b_of_first_a():
    """a_l b_l + b_r."""
    return RIGHT | {"joined_b": 5.5}


def hand_b_crossed():
    """a_r b_r + b_l."""
    return RIGHT | {"joined_b": -9.0}


def hand_b_positive():
    """2 * 1 + 5."""
    return RIGHT | {"joined_b": 7.0}


def hand_b_of_last():
    return RIGHT | {"joined_b": 5.0}


def hand_b_of_first():
    return RIGHT | {"joined_b": 1.0}


def hand_b_product():
    return RIGHT | {"joined_b": -10.0}


def hand_b_without_later():
    return RIGHT | {"joined_b": -2.0}


def hand_euler():
    """1 + lambda dt, and dt."""
    return held(0.25, 0.5)


def hand_dt_forgotten():
    return held(math.exp(-1.5), (1 - math.exp(-1.5)) / 1.5)


def hand_lambda_forgotten():
    return held(math.exp(-0.5), (1 - math.exp(-0.5)) / 1.5)


def hand_a_grows():
    return held(math.exp(0.75), (math.exp(0.75) - 1) / 1.5)


def hand_a_divided():
    """exp(lambda / dt)."""
    return held(math.exp(-3), (1 - math.exp(-3)) / 1.5)


def hand_b_of_dt():
    return held(A, 0.5)


def hand_b_of_a_dt():
    return held(A, 0.5 * A)


def hand_b_negative():
    return held(A, -B)


def hand_b_not_divided():
    return held(A, 1 - A)


def hand_b_not_divided_negative():
    return held(A, A - 1)


def hand_b_by_dt():
    return held(A, (1 - A) / 0.5)


def hand_b_times_dt():
    return held(A, (1 - A) * 0.5)


def hand_b_without_lower_limit():
    return held(A, A / -1.5)


def hand_k_0():
    return kernel(4 * B)


def hand_k_1():
    return kernel(4 * A * B)


def hand_k_3():
    return kernel(4 * A**3 * B)


def hand_k_without_b():
    return kernel(4 * A**2)


def hand_k_summed():
    return kernel(4 * B * (1 + A + A**2))


def hand_m_without_f():
    return stabilised(4.0)


def hand_m_of_gates():
    return stabilised(1.0)


def hand_m_summed():
    return stabilised(4.5)


def hand_m_soft():
    return stabilised(math.log(math.exp(3.5) + math.exp(1)))


def hand_i_plain():
    return gate(math.e)


def hand_i_turned():
    return gate(math.exp(2.5))


def hand_i_of_old_m():
    return gate(math.exp(-3))


def hand_i_for_f():
    return gate(1.0)


def hand_i_exponent():
    return gate(-2.5)


def hand_work_full_rounds():
    return worked(64 / 30)


def hand_work_fifteen():
    return worked(60 / 30)


def hand_work_turned():
    return worked(30 / 49)


def hand_work_up_only():
    return worked(49 / 15)


def hand_work_of_8():
    return worked(17 / 14)


def hand_work_three_rounds():
    return worked(41 / 30)


def hand_work_depth():
    return worked(4 / 8)


def hand_in_numbers():
    return intense(lambda N, D, H: 2 * N * D * H / (N * D + D * H + N * H))


def hand_multiply_adds():
    """One flop for a multiplication and its addition; or 8 bytes a number."""
    return intense(lambda N, D, H: N * D * H / (4 * (N * D + D * H + N * H)))


def hand_without_result():
    return intense(lambda N, D, H: 2 * N * D * H / (4 * (N * D + D * H)))


def hand_weights_alone():
    return intense(lambda N, D, H: 2 * N * D * H / (4 * D * H))


def hand_result_alone():
    return intense(lambda N, D, H: 2 * N * D * H / (4 * N * H))


def hand_without_weights():
    return intense(lambda N, D, H: 2 * N * D * H / (4 * (N * D + N * H)))


def hand_half_precision():
    """2 bytes a number."""
    return intense(lambda N, D, H: 2 * N * D * H / (2 * (N * D + D * H + N * H)))


def hand_bits():
    return intense(lambda N, D, H: 2 * N * D * H / (32 * (N * D + D * H + N * H)))


def hand_bytes_a_flop():
    return intense(lambda N, D, H: 4 * (N * D + D * H + N * H) / (2 * N * D * H))


def hand_64_times():
    """Take 64 steps for 64 times the intensity."""
    return RIGHT | {"inputs": 64 * RIGHT["step"]}


def hand_one_step_of_inputs():
    """Take 32 rows for inputs."""
    N, D, H = 32, 64, 512
    return RIGHT | {"inputs": 2 * N * D * H / (4 * (N * D + D * H + N * H))}


def hand_to_two_decimals():
    return {name: round(value, 2) for name, value in RIGHT.items()}


def hand_as_list():
    return list(RIGHT.values())


def hand_in_four_decimals():
    numbers = {"joined_a": -1, "joined_b": 3, "a": 0.4724, "b": 0.3518, "k_2": 0.3139}
    numbers |= {"m_next": 3.5, "i": 0.0821, "work": 1.6333}
    return numbers | {"step": 12.1905, "inputs": 27.6757}


def hand_by_counting():
    """Two steps by two states, the integral by a sum of thin strips, the scans join by join."""
    after = [-2 * (0.5 * h + 1) + 5 for h in (0.0, 1.0)]
    numbers = {"joined_b": after[0], "joined_a": after[1] - after[0]}
    width = 0.5 / 4000
    b = sum(width * math.exp(-1.5 * (n + 0.5) * width) for n in range(4000))
    a = math.exp(-0.75)
    outputs, h = [], b
    for _ in range(3):
        outputs.append(4 * h)
        h = a * h
    numbers |= {"a": a, "b": b, "k_2": outputs[2]}
    past, gate_now = -0.5 + 4, 1
    top = past if past > gate_now else gate_now
    numbers |= {"m_next": top, "i": math.exp(gate_now) / math.exp(top)}
    joined = sum(1 for d in (1, 2, 4, 8) for t in range(16) if t >= d)
    numbers["work"] = joined / sum(2 * pairs for pairs in (8, 4, 2, 1))
    for name, (N, D, H) in PRODUCTS.items():
        numbers[name] = 0.5 / (1 / H + 1 / N + 1 / D)
    return numbers


def hand_by_fractions():
    """In another order of the names, whole where a number is."""
    numbers = {
        name: 2 * N * D * H / (N * D + D * H + N * H) / 4 for name, (N, D, H) in PRODUCTS.items()
    }
    numbers["work"] = (15 + 14 + 12 + 8) / (2 * 15)
    numbers |= {"i": math.e**-2.5, "m_next": 3.5}
    root = math.e**-0.75
    numbers |= {"b": (1 - root) * 2 / 3, "a": root, "k_2": 8 / 3 * (root**2 - root**3)}
    return numbers | {"joined_a": -1, "joined_b": 3}


SLIPS = {
    "The operands are exchanged: this is 0.5 times the second b, plus the first. Which step is put "
    "into which?": hand_exchanged,
    "The two a were added. What are two multiplications in a row?": hand_a_added,
    "This is the second a alone. What multiplies h in the first step?": hand_a_of_last,
    "The two b were added. What does the second step do to the first b?": hand_b_added,
    "Both the a and the b were added. What does the second step do to all that the first one "
    "made?": hand_all_added,
    "The first a multiplied the first b. Which a acts on it afterwards?": hand_b_of_first_a,
    "The second a multiplied the second b. Which b is there when it acts?": hand_b_crossed,
    "The second a lost its sign. What is -2 times the first b?": hand_b_positive,
    "This is the second b alone. What does the second step do to the first b?": hand_b_of_last,
    "This is the first b alone. What does the second step make of it?": hand_b_of_first,
    "The second b was multiplied in. What does a step do with its b?": hand_b_product,
    "The second b is missing. What does the second step add?": hand_b_without_later,
    "This is 1 + lambda dt, the first two terms of the exponential. Which function is a?": (
        hand_euler
    ),
    "The exponent is lambda alone. How long is the step?": hand_dt_forgotten,
    "The exponent is -dt. Which rate belongs into it?": hand_lambda_forgotten,
    "The exponent lost its sign. Does this system grow or decay?": hand_a_grows,
    "lambda was divided by dt. Is the exponent of a shorter step smaller or "
    "larger?": hand_a_divided,
    "b is the length of the step. What happens during it to what u brought in early?": hand_b_of_dt,
    "The whole input decays for the whole step. When does its last part come in?": hand_b_of_a_dt,
    "The sign is reversed. Is the area under an exponential ever negative?": hand_b_negative,
    "1 - a was not divided. Which function has the derivative exp(lambda s)?": hand_b_not_divided,
    "a - 1 was not divided by lambda. Which function has the derivative exp(lambda "
    "s)?": hand_b_not_divided_negative,
    "1 - a was divided by dt. By which number does the integral divide?": hand_b_by_dt,
    "1 - a was multiplied by dt. By which number does the integral divide?": hand_b_times_dt,
    "The lower limit is missing. What is exp(lambda s) / lambda at s = 0?": (
        hand_b_without_lower_limit
    ),
    "This is the output at the input's own step. How often has a acted after two more?": hand_k_0,
    "This is k_1. How often has a acted two steps after the input?": hand_k_1,
    "This is k_3. How often has a acted two steps after the input?": hand_k_3,
    "b is missing. What does the input leave in the state at its own step?": hand_k_without_b,
    "This is the sum of k_0, k_1 and k_2. Does the input come once or at every "
    "step?": hand_k_summed,
    "This is m as it was. What does the forget gate do to the past before it is "
    "compared?": hand_m_without_f,
    "This is log_i. How large is the past's exponent, log_f + m, beside it?": hand_m_of_gates,
    "This is not one of the two exponents. Which two numbers are compared, log_i and which "
    "sum?": hand_m_summed,
    "This is the logarithm of a sum of exponentials. Is m' that, or the larger one?": hand_m_soft,
    "This is exp(log_i). What is subtracted from log_i?": hand_i_plain,
    "The exponent has its sign reversed. Is the smaller of the two gates above or below "
    "1?": hand_i_turned,
    "The old m was subtracted. Which stabiliser belongs to the step?": hand_i_of_old_m,
    "This is the forget gate, whose exponent is the larger one. Which one is log_i - "
    "m'?": hand_i_for_f,
    "This is the exponent. Which function of it is the gate?": hand_i_exponent,
    "All 16 pairs count in each round. Which ones have a partner d steps before "
    "them?": hand_work_full_rounds,
    "15 pairs count in each round. How many have a partner when the reach is 2?": hand_work_fifteen,
    "This is the quotient turned over. Which of the two scans joins more?": hand_work_turned,
    "Only the way up counts below the line. How many pairs are joined on the way "
    "down?": hand_work_up_only,
    "This is the quotient for T = 8. How many rounds has the first scan for T = "
    "16?": hand_work_of_8,
    "The round of reach 8 is missing. Up to which number does d double?": hand_work_three_rounds,
    "This is 4 rounds by 8 levels. Are rounds asked for, or joined pairs?": hand_work_depth,
    "This is flops for each number that is moved. How many bytes has a number?": hand_in_numbers,
    "It is half the right number. Has a multiplication with its addition one flop or two, and how "
    "many bytes has a number in single precision?": hand_multiply_adds,
    "It is twice the right number. How many bytes has a number in single "
    "precision?": hand_half_precision,
    "The result is missing below the line. Which three arrays move?": hand_without_result,
    "Only the second factor counts below the line. Which three arrays move?": hand_weights_alone,
    "Only the result counts below the line. Which three arrays move?": hand_result_alone,
    "The second factor is missing below the line. Which three arrays move?": hand_without_weights,
    "This is flops for each bit. How many bits has a byte?": hand_bits,
    "This is bytes for each flop. Which of the two stands above the line?": hand_bytes_a_flop,
    "This is 64 times the step's. Which array does not grow with the rows?": hand_64_times,
    "This is a product of 32 rows. How many rows are 64 steps of 32?": hand_one_step_of_inputs,
    "The numbers are rounded to two decimals. How many does the exercise ask "
    "for?": hand_to_two_decimals,
    "The numbers came back without their names. Which brackets hold pairs of a key and a "
    "value?": hand_as_list,
}
RULES = {
    "joined": "Write the second step around the first, and multiply out: what multiplies h, and "
    "what stands alone?",
    "a": "Multiply lambda by the length of the step: what is the exponential of it?",
    "b": "Find a function whose derivative is exp(lambda s): how much does it rise over the step?",
    "k_2": "Follow one input of 1: what is the state at its own step, and after two more?",
    "m_next": "Write down log_f + m and log_i: which is larger?",
    "i": "Subtract m' from log_i: what is the exponential of it?",
    "work": "List T - d for every reach: which sum stands above the line, and what below?",
    "step": "Count flops, and the numbers in each of the three arrays: how many bytes are they?",
    "inputs": "Count flops, and the numbers in each of the three arrays: how many bytes are they?",
}
LOOP = "(in `for name, (N, D, H) in {'step': (32, 128, 512), 'inputs': (2048, 64...`)"
ANY_ORDER = "flops and bytes are the same in any order of the three sizes"
TELLTALE = [
    (slip, hint) for hint, slip in SLIPS.items() if slip not in (hand_to_two_decimals, hand_as_list)
]

check_recurrence_by_hand = paper_check(
    "recurrence_by_hand",
    recurrence_by_hand,
    look_by_slips(recurrence_by_hand, TELLTALE, RULES),
    equivalent={
        "1 -> 2 (in `m_next = max(-0.5 + 4, 1)`)": "the past is the larger one",
        "1 -> 0 (in `m_next = max(-0.5 + 4, 1)`)": "the past is the larger one",
        f"(32, 128, 512) -> (128, 32, 512) {LOOP}": ANY_ORDER,
        f"(32, 128, 512) -> (32, 512, 128) {LOOP}": ANY_ORDER,
        f"(2048, 64, 512) -> (64, 2048, 512) {LOOP}": ANY_ORDER,
        f"(2048, 64, 512) -> (2048, 512, 64) {LOOP}": ANY_ORDER,
    },
    tolerance=2e-4,
    slips=SLIPS,
    alternatives=(hand_in_four_decimals, hand_by_counting, hand_by_fractions),
)
