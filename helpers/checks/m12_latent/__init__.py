"""Checks of module 12, in the order of its exercises; one file each."""

from helpers.checks.m12_latent.gaussian_kl import check_gaussian_kl
from helpers.checks.m12_latent.gaussian_nll import check_gaussian_nll
from helpers.checks.m12_latent.importance_bound import check_importance_bound
from helpers.checks.m12_latent.latent_by_hand import check_latent_by_hand
from helpers.checks.m12_latent.mixture_nll import check_mixture_nll
from helpers.checks.m12_latent.mixture_nll_backward import check_mixture_nll_backward
from helpers.checks.m12_latent.reparametrise import check_reparametrise

CHECKS = (
    check_mixture_nll,
    check_mixture_nll_backward,
    check_latent_by_hand,
    check_gaussian_kl,
    check_importance_bound,
    check_gaussian_nll,
    check_reparametrise,
)
