"""Checks of module 13, in the order of its exercises; one file each."""

from helpers.checks.m13_fast.blelloch import check_blelloch
from helpers.checks.m13_fast.fft_causal_convolution import check_fft_causal_convolution
from helpers.checks.m13_fast.fused_lstm_step import check_fused_lstm_step
from helpers.checks.m13_fast.hillis_steele import check_hillis_steele
from helpers.checks.m13_fast.hoisted_lstm_forward import check_hoisted_lstm_forward
from helpers.checks.m13_fast.linear_parity import check_linear_parity
from helpers.checks.m13_fast.log_space_scan import check_log_space_scan
from helpers.checks.m13_fast.mlstm_step import check_mlstm_step
from helpers.checks.m13_fast.recurrence_by_hand import check_recurrence_by_hand
from helpers.checks.m13_fast.roofline import check_roofline
from helpers.checks.m13_fast.selective_step import check_selective_step
from helpers.checks.m13_fast.ssm_kernel import check_ssm_kernel
from helpers.checks.m13_fast.wavefront import check_wavefront
from helpers.checks.m13_fast.zero_order_hold import check_zero_order_hold

CHECKS = (
    check_hoisted_lstm_forward,
    check_hillis_steele,
    check_ssm_kernel,
    check_fft_causal_convolution,
    check_selective_step,
    check_mlstm_step,
    check_recurrence_by_hand,
    check_linear_parity,
    check_roofline,
    check_fused_lstm_step,
    check_wavefront,
    check_blelloch,
    check_log_space_scan,
    check_zero_order_hold,
)
