"""Checks of module 03, in the order of its exercises; one file each."""

from helpers.checks.m03_gradients.adding_problem import check_adding_problem
from helpers.checks.m03_gradients.clip_by_norm import check_clip_by_norm
from helpers.checks.m03_gradients.clip_by_value import check_clip_by_value
from helpers.checks.m03_gradients.copy_memory_baseline import check_copy_memory_baseline
from helpers.checks.m03_gradients.delay_forward import check_delay_forward
from helpers.checks.m03_gradients.fixed_points import check_fixed_points
from helpers.checks.m03_gradients.gradient_by_lag import check_gradient_by_lag
from helpers.checks.m03_gradients.init_matrix import check_init_matrix
from helpers.checks.m03_gradients.jacobian_product_norms import check_jacobian_product_norms
from helpers.checks.m03_gradients.orthogonal import check_orthogonal
from helpers.checks.m03_gradients.predicted_slope import check_predicted_slope
from helpers.checks.m03_gradients.scalar_factors import check_scalar_factors
from helpers.checks.m03_gradients.scale_to_radius import check_scale_to_radius

CHECKS = (
    check_adding_problem,
    check_scalar_factors,
    check_jacobian_product_norms,
    check_gradient_by_lag,
    check_predicted_slope,
    check_scale_to_radius,
    check_fixed_points,
    check_clip_by_norm,
    check_clip_by_value,
    check_orthogonal,
    check_init_matrix,
    check_delay_forward,
    check_copy_memory_baseline,
)
