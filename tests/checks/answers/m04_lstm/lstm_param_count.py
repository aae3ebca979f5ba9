"""Answers to lstm_param_count that its record did not foresee."""

from tests.checks.answers import wrong

RIGHT = (lambda D, H: 4 * H * (D + H + 1),)
WRONG = (
    wrong(lambda D, H: D * H + H * H + H, "one block's count"),
    wrong(lambda D, H: 4 * (D * H + H * H), "The bias is missing"),
    wrong(lambda D, H: 4 * (D * H + H * H + 2 * H), "Two biases"),
    wrong(lambda D, H: 3 * (D * H + H * H + H), "three blocks"),
    wrong(lambda D, H: 3 * (D * H + H * H), "three blocks and no bias"),
    wrong(lambda D, H: 4 * (D * H + H * H) + H, "for one block only"),
    wrong(lambda D, H: 4 * (D * D + D * H + H), "D * D"),
    wrong(lambda D, H: 4 * (D * H + H * H + 1), "Each block got one bias"),
    wrong(lambda D, H: 4 * (D + H + 1), "four sums of one unit"),
    wrong(lambda D, H: 4 * (D * H + H * D + 2 * H), "count is 160", "count is 8 D H + 8 H."),
    wrong(lambda D, H: 4 * H * D + H * H + 8 * H, "count is 4 D H + H^2 + 8 H.", seeds=(0, 1)),
    wrong(lambda D, H: 4 * (D * H + H + H), "Which term counts which of W_x (D, 4H)"),
    wrong(lambda D, H: D**H, "How many entries has each of W_x (D, 4H)"),
)
