"""Checks of module 07, in the order of its exercises; one file each."""

from helpers.checks.m07_deep.classification_loss import check_classification_loss
from helpers.checks.m07_deep.deep_forward import check_deep_forward
from helpers.checks.m07_deep.depth_gated_step import check_depth_gated_step
from helpers.checks.m07_deep.effective_depth import check_effective_depth
from helpers.checks.m07_deep.in_batch_retrieval_loss import check_in_batch_retrieval_loss
from helpers.checks.m07_deep.pool import check_pool
from helpers.checks.m07_deep.pyramid_forward import check_pyramid_forward
from helpers.checks.m07_deep.pyramid_reduce import check_pyramid_reduce
from helpers.checks.m07_deep.recall_at_k import check_recall_at_k
from helpers.checks.m07_deep.retrieval_by_hand import check_retrieval_by_hand
from helpers.checks.m07_deep.tf_idf import check_tf_idf

CHECKS = (
    check_deep_forward,
    check_effective_depth,
    check_pyramid_reduce,
    check_pool,
    check_tf_idf,
    check_retrieval_by_hand,
    check_in_batch_retrieval_loss,
    check_recall_at_k,
    check_depth_gated_step,
    check_pyramid_forward,
    check_classification_loss,
)
