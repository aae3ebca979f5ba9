"""Checks of module 05, in the order of its exercises; one file each."""

from helpers.checks.m05_gru_family.ablated_step import check_ablated_step
from helpers.checks.m05_gru_family.clockwork_step import check_clockwork_step
from helpers.checks.m05_gru_family.coupled_step import check_coupled_step
from helpers.checks.m05_gru_family.gru_forward import check_gru_forward
from helpers.checks.m05_gru_family.gru_step import check_gru_step
from helpers.checks.m05_gru_family.gru_step_backward import check_gru_step_backward
from helpers.checks.m05_gru_family.gru_step_reset_before import check_gru_step_reset_before
from helpers.checks.m05_gru_family.gru_weight_count import check_gru_weight_count
from helpers.checks.m05_gru_family.minimal_gated_step import check_minimal_gated_step
from helpers.checks.m05_gru_family.multiplicative_step import check_multiplicative_step
from helpers.checks.m05_gru_family.paired_interval import check_paired_interval
from helpers.checks.m05_gru_family.peephole_step import check_peephole_step
from helpers.checks.m05_gru_family.scalar_gru import check_scalar_gru

CHECKS = (
    check_gru_step,
    check_scalar_gru,
    check_gru_step_backward,
    check_gru_step_reset_before,
    check_gru_weight_count,
    check_paired_interval,
    check_peephole_step,
    check_clockwork_step,
    check_coupled_step,
    check_gru_forward,
    check_minimal_gated_step,
    check_multiplicative_step,
    check_ablated_step,
)
