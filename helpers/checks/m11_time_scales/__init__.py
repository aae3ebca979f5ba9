"""Checks of module 11, in the order of its exercises; one file each."""

from helpers.checks.m11_time_scales.boundary_ops import check_boundary_ops
from helpers.checks.m11_time_scales.cayley import check_cayley
from helpers.checks.m11_time_scales.clockwork_paths import check_clockwork_paths
from helpers.checks.m11_time_scales.delayed_path_length import check_delayed_path_length
from helpers.checks.m11_time_scales.dilated_forward import check_dilated_forward
from helpers.checks.m11_time_scales.grid_step import check_grid_step
from helpers.checks.m11_time_scales.householder_product import check_householder_product
from helpers.checks.m11_time_scales.leaky_step import check_leaky_step
from helpers.checks.m11_time_scales.mod_relu import check_mod_relu
from helpers.checks.m11_time_scales.pyramid_lengths import check_pyramid_lengths
from helpers.checks.m11_time_scales.receptive_field import check_receptive_field
from helpers.checks.m11_time_scales.scales_by_hand import check_scales_by_hand
from helpers.checks.m11_time_scales.unitary_step import check_unitary_step
from helpers.checks.m11_time_scales.word_level_forward import check_word_level_forward

CHECKS = (
    check_scales_by_hand,
    check_delayed_path_length,
    check_clockwork_paths,
    check_word_level_forward,
    check_boundary_ops,
    check_grid_step,
    check_householder_product,
    check_unitary_step,
    check_leaky_step,
    check_receptive_field,
    check_dilated_forward,
    check_pyramid_lengths,
    check_cayley,
    check_mod_relu,
)
