"""Checks of module 01, in the order of its exercises; one file each."""

from helpers.checks.m01_unrolling.chunk_bounds import check_chunk_bounds
from helpers.checks.m01_unrolling.embed_backward import check_embed_backward
from helpers.checks.m01_unrolling.language_model_gradients import check_language_model_gradients
from helpers.checks.m01_unrolling.numeric_gradient import check_numeric_gradient
from helpers.checks.m01_unrolling.parity_weights import check_parity_weights
from helpers.checks.m01_unrolling.rnn_backward import check_rnn_backward
from helpers.checks.m01_unrolling.rnn_forward import check_rnn_forward
from helpers.checks.m01_unrolling.rnn_step import check_rnn_step
from helpers.checks.m01_unrolling.rnn_step_backward import check_rnn_step_backward
from helpers.checks.m01_unrolling.scalar_bptt import check_scalar_bptt
from helpers.checks.m01_unrolling.sequence_loss import check_sequence_loss
from helpers.checks.m01_unrolling.sgd_step import check_sgd_step
from helpers.checks.m01_unrolling.truncated_backward import check_truncated_backward

CHECKS = (
    check_rnn_step,
    check_rnn_forward,
    check_parity_weights,
    check_embed_backward,
    check_sequence_loss,
    check_scalar_bptt,
    check_rnn_step_backward,
    check_rnn_backward,
    check_numeric_gradient,
    check_chunk_bounds,
    check_truncated_backward,
    check_language_model_gradients,
    check_sgd_step,
)
