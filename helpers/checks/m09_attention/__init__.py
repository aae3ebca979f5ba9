"""Checks of module 09, in the order of its exercises; one file each."""

from helpers.checks.m09_attention.additive_scores import check_additive_scores
from helpers.checks.m09_attention.alignment_entropy import check_alignment_entropy
from helpers.checks.m09_attention.attend import check_attend
from helpers.checks.m09_attention.attend_backward import check_attend_backward
from helpers.checks.m09_attention.attention_by_hand import check_attention_by_hand
from helpers.checks.m09_attention.bahdanau_step import check_bahdanau_step
from helpers.checks.m09_attention.coverage import check_coverage
from helpers.checks.m09_attention.doubly_stochastic_penalty import check_doubly_stochastic_penalty
from helpers.checks.m09_attention.exact_match import check_exact_match
from helpers.checks.m09_attention.general_scores import check_general_scores
from helpers.checks.m09_attention.masked_softmax import check_masked_softmax
from helpers.checks.m09_attention.scaled_dot_scores import check_scaled_dot_scores
from helpers.checks.m09_attention.token_accuracy import check_token_accuracy

CHECKS = (
    check_exact_match,
    check_additive_scores,
    check_masked_softmax,
    check_attend,
    check_attention_by_hand,
    check_attend_backward,
    check_bahdanau_step,
    check_alignment_entropy,
    check_token_accuracy,
    check_general_scores,
    check_scaled_dot_scores,
    check_coverage,
    check_doubly_stochastic_penalty,
)
