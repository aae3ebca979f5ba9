"""Checks of module 06, in the order of its exercises; one file each."""

from helpers.checks.m06_bidirectional.birnn_forward import check_birnn_forward
from helpers.checks.m06_bidirectional.bucket import check_bucket
from helpers.checks.m06_bidirectional.final_states import check_final_states
from helpers.checks.m06_bidirectional.leaking_steps import check_leaking_steps
from helpers.checks.m06_bidirectional.masked_tag_loss import check_masked_tag_loss
from helpers.checks.m06_bidirectional.pack import check_pack
from helpers.checks.m06_bidirectional.padded_by_hand import check_padded_by_hand
from helpers.checks.m06_bidirectional.padding_waste import check_padding_waste
from helpers.checks.m06_bidirectional.reverse_padded import check_reverse_padded
from helpers.checks.m06_bidirectional.span_f1 import check_span_f1
from helpers.checks.m06_bidirectional.unpack import check_unpack

CHECKS = (
    check_padded_by_hand,
    check_reverse_padded,
    check_birnn_forward,
    check_masked_tag_loss,
    check_leaking_steps,
    check_span_f1,
    check_bucket,
    check_pack,
    check_final_states,
    check_padding_waste,
    check_unpack,
)
