"""Answers as newcomers write them: each is told what it did, and what to look at next."""

import numpy as np
import pytest

from helpers.checks import m00_start_here as m00
from helpers.checks import m01_unrolling as m01
from helpers.checks.engine.check import NotAttempted
from helpers.scratch import ops
from helpers.scratch.cells import RNNParams
from helpers.scratch.language_model import LMParams
from tests.support import newcomers as written
from tests.support.judging import failure

MESSAGES = [
    (m00.check_one_hot, written.rows_of_ones, "Whole rows are filled with ones"),
    (m00.check_one_hot, written.no_return, "end without a return?"),
    (m00.check_one_hot, written.no_return_and_the_stub_left, "one_hot ends without a return"),
    (m01.check_rnn_step, written.cache_and_state, "in the order of: return h_next, cache?"),
    (m01.check_rnn_step, written.cache_exchanged, "h and h_next have changed places"),
    (m01.check_rnn_forward, written.one_array_written_over, "and so is the h of every cache"),
    (
        m01.check_rnn_forward,
        written.one_frame_written_over,
        "one array was put into the list again",
    ),
    (m01.check_rnn_forward, written.h0_written_over, "h0 was written over"),
    (
        m01.check_rnn_forward,
        written.states_copied_caches_not,
        "hs is right, but the h of every cache",
    ),
    (m01.check_rnn_forward, written.last_cache_only, "Only the last step's cache came back"),
    (m01.check_embed_backward, written.steps_add_rows_do_not, "twice within one step"),
    (
        m01.check_embed_backward,
        written.rows_assigned,
        "through an array of ids, = and += write each row",
    ),
    (m01.check_sequence_loss, written.exchanged_reductions, "The two reductions are exchanged"),
    (m01.check_sequence_loss, written.least_logit_subtracted, "The smallest logit was subtracted"),
    (m01.check_rnn_backward, written.tuples_added, "+ joins tuples end to end"),
    (
        m01.check_rnn_backward,
        written.dhs_added_after_the_step,
        "never passes the step that made hs[t]",
    ),
    (
        m01.check_rnn_backward,
        written.field_set_in_a_gradient,
        "fields of a NamedTuple cannot be set",
    ),
    (
        m01.check_truncated_backward,
        written.chunked(first=written.from_zeros, next_state=written.from_zeros),
        "Every chunk starts from zeros, the first one too",
    ),
    (
        m01.check_truncated_backward,
        written.chunked(first=written.from_zeros),
        "The first chunk starts from zeros",
    ),
    (
        m01.check_truncated_backward,
        written.chunked(next_state=written.from_zeros),
        "Each chunk starts from a st",
    ),
    (
        m01.check_truncated_backward,
        written.chunked(join=np.stack),
        "joins arrays along an axis that they",
    ),
    (m01.check_truncated_backward, written.chunked(dh0=sum), "dh0 is the sum over all chunks"),
    (m01.check_truncated_backward, written.chunked(dh0=written.zeros_of), "dh0 is zero"),
    (
        m01.check_truncated_backward,
        written.last_chunk_returned,
        "Only the last chunk's dxs, dh0 and dp",
    ),
    (
        m01.check_truncated_backward,
        written.last_chunk_in_zeros,
        "Only the last chunk was walked back",
    ),
    (m01.check_chunk_bounds, lambda T, k: list(range(0, T, k)), "which values go into it?"),
    (
        m01.check_chunk_bounds,
        lambda T, k: np.array([(s, min(s + k, T)) for s in range(0, T, k)]),
        "a list of 3 is wanted: what is each of its items?",
    ),
    (m01.check_parity_weights, written.turned, "taken away from the bit instead of added"),
    (m01.check_parity_weights, lambda: written.turned(gain=25.0), "taken away from the bit"),
    (m01.check_parity_weights, written.turned_whole, "taken away from the bit instead of added"),
    (m01.check_parity_weights, lambda: written.one_row(0), "enter through both units?"),
    (m01.check_parity_weights, lambda: written.one_row(1), "enter through both units?"),
    (m01.check_parity_weights, lambda: written.one_row(0, gain=30.0), "Unit 2 feeds nothing back"),
    (m01.check_sgd_step, written.names_given_new_values, "The weights came back as they were"),
    (m01.check_sgd_step, written.fields_set, "How is a new one made of new values?"),
    (
        m01.check_sgd_step,
        written.whole_tuples,
        "A tuple or list in this line is taken for a number",
    ),
    (m01.check_sgd_step, written.whole_tuples_subtracted, "On which of its items"),
    (
        m01.check_language_model_gradients,
        written.model(h_last=lambda hs, dh0: dh0),
        "h_last is a gradient: what reached h0",
    ),
    (
        m01.check_language_model_gradients,
        written.model(pack=lambda dE, drnn, dW_y, db_y: LMParams(drnn, dE, dW_y, db_y)),
        "Is every value in its own field? LMParams holds E, rnn, W_y and b_y",
    ),
]


@pytest.mark.parametrize(
    ("check", "answer", "said"),
    [pytest.param(*case, id=f"{case[0].name}-{i}") for i, case in enumerate(MESSAGES)],
)
def test_what_a_newcomer_is_told(check, answer, said):
    caught = failure(check, answer)
    message = str(caught)
    assert said in message
    assert message.count("\nNext: ") == 1
    assert message.splitlines()[-1].startswith("Next: ")
    assert not isinstance(caught, NotAttempted) or "not finished" in message or "ends" in message


def test_the_reductions_are_not_said_to_be_ignored():
    assert "ignored" not in str(failure(m01.check_sequence_loss, written.exchanged_reductions))


def test_losses_of_clipped_logits_are_not_called_a_factor():
    def sequence_loss(logits, targets, mask, reduction):
        log_probs = ops.log_softmax(np.clip(logits, -500.0, 500.0))
        total = -(np.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0] * mask).sum()
        return total if reduction == "sum" else total / mask.sum()

    message = str(failure(m01.check_sequence_loss, sequence_loss))
    assert "loss is 250, expected 500" in message
    assert "times too small" not in message
    assert "The calls before this one came out right" in message


@pytest.mark.parametrize(
    "check", [m00.check_one_hot, m00.check_next_token_pairs, *m01.CHECKS], ids=lambda c: c.name
)
@pytest.mark.parametrize(
    "answer",
    [
        lambda *args: None,
        lambda *args: 0,
        lambda *args: "text",
        lambda *args: (),
        lambda *args: [],
        lambda *args: {},
        lambda *args: np.zeros((1, 2, 3)),
        lambda *args: object(),
        lambda *args: (None, None, None),
        lambda *args: RNNParams(1, 2, 3),
        lambda *args: LMParams(1, 2, 3, 4),
        lambda *args: args,
        lambda *args: args[0],
        lambda *args: 1 / 0,
        lambda *args: [].pop(),
        lambda: 0,
        None,
    ],
)
def test_every_message_ends_in_one_next_step(check, answer):
    message = str(failure(check, answer))
    assert message.splitlines()[-1].startswith("Next: ")
    assert message.count("Next: ") == 1
    assert len(message.splitlines()[-1]) > len("Next: ")
