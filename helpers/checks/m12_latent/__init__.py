"""Checks of module 12, in the order of its exercises; one file each."""

from helpers.checks.m12_latent.draw_write import check_draw_write
from helpers.checks.m12_latent.elbo_terms import check_elbo_terms
from helpers.checks.m12_latent.filter_bank import check_filter_bank
from helpers.checks.m12_latent.forward_nll import check_forward_nll
from helpers.checks.m12_latent.gaussian_kl import check_gaussian_kl
from helpers.checks.m12_latent.gaussian_nll import check_gaussian_nll
from helpers.checks.m12_latent.importance_bound import check_importance_bound
from helpers.checks.m12_latent.kalman_nll import check_kalman_nll
from helpers.checks.m12_latent.latent_by_hand import check_latent_by_hand
from helpers.checks.m12_latent.mixture_nll import check_mixture_nll
from helpers.checks.m12_latent.mixture_nll_backward import check_mixture_nll_backward
from helpers.checks.m12_latent.reparametrise import check_reparametrise
from helpers.checks.m12_latent.storn_step import check_storn_step
from helpers.checks.m12_latent.vrnn_step import check_vrnn_step

CHECKS = (
    check_mixture_nll,
    check_mixture_nll_backward,
    check_forward_nll,
    check_latent_by_hand,
    check_gaussian_kl,
    check_vrnn_step,
    check_kalman_nll,
    check_importance_bound,
    check_gaussian_nll,
    check_reparametrise,
    check_elbo_terms,
    check_storn_step,
    check_filter_bank,
    check_draw_write,
)
