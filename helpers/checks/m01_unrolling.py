"""Checks of module 01, in the order of its exercises; one file each, _m01_*.py beside this."""

from helpers.checks._m01_backward import check_rnn_backward
from helpers.checks._m01_chunks import check_chunk_bounds
from helpers.checks._m01_embed import check_embed_backward
from helpers.checks._m01_forward import check_rnn_forward
from helpers.checks._m01_loss import check_sequence_loss
from helpers.checks._m01_model import check_language_model_gradients
from helpers.checks._m01_parity import check_parity_weights
from helpers.checks._m01_sgd import check_sgd_step
from helpers.checks._m01_step import check_rnn_step
from helpers.checks._m01_step_backward import check_rnn_step_backward
from helpers.checks._m01_truncation import check_truncated_backward

CHECKS = (
    check_rnn_step,
    check_rnn_forward,
    check_embed_backward,
    check_sequence_loss,
    check_rnn_step_backward,
    check_rnn_backward,
    check_chunk_bounds,
    check_truncated_backward,
    check_parity_weights,
    check_sgd_step,
    check_language_model_gradients,
)
