"""Checks of module 10, in the order of its exercises; one file each."""

from helpers.checks.m10_memory.cached_step import check_cached_step
from helpers.checks.m10_memory.causal_self_attention import check_causal_self_attention
from helpers.checks.m10_memory.content_weights import check_content_weights
from helpers.checks.m10_memory.graph_attention import check_graph_attention
from helpers.checks.m10_memory.layer_norm_backward import check_layer_norm_backward
from helpers.checks.m10_memory.linear_attention_step import check_linear_attention_step
from helpers.checks.m10_memory.memory_by_hand import check_memory_by_hand
from helpers.checks.m10_memory.memory_hop import check_memory_hop
from helpers.checks.m10_memory.multi_head import check_multi_head
from helpers.checks.m10_memory.outer_product_memory import check_outer_product_memory
from helpers.checks.m10_memory.shift_weights import check_shift_weights
from helpers.checks.m10_memory.sinusoids import check_sinusoids
from helpers.checks.m10_memory.transformer_block import check_transformer_block
from helpers.checks.m10_memory.write_memory import check_write_memory

CHECKS = (
    check_outer_product_memory,
    check_memory_by_hand,
    check_causal_self_attention,
    check_multi_head,
    check_layer_norm_backward,
    check_transformer_block,
    check_cached_step,
    check_linear_attention_step,
    check_content_weights,
    check_shift_weights,
    check_write_memory,
    check_memory_hop,
    check_sinusoids,
    check_graph_attention,
)
