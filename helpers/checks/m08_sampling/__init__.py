"""Checks of module 08, in the order of its exercises; one file each."""

from helpers.checks.m08_sampling.beam_search import check_beam_search
from helpers.checks.m08_sampling.distinct_n import check_distinct_n
from helpers.checks.m08_sampling.drift import check_drift
from helpers.checks.m08_sampling.generate_ids import check_generate_ids
from helpers.checks.m08_sampling.min_p import check_min_p
from helpers.checks.m08_sampling.novelty import check_novelty
from helpers.checks.m08_sampling.nucleus import check_nucleus
from helpers.checks.m08_sampling.redraw_unk import check_redraw_unk
from helpers.checks.m08_sampling.sample import check_sample
from helpers.checks.m08_sampling.sampling_by_hand import check_sampling_by_hand
from helpers.checks.m08_sampling.scheduled_optimum import check_scheduled_optimum
from helpers.checks.m08_sampling.temper import check_temper
from helpers.checks.m08_sampling.top_k import check_top_k
from helpers.checks.m08_sampling.typical import check_typical

CHECKS = (
    check_sample,
    check_temper,
    check_top_k,
    check_nucleus,
    check_generate_ids,
    check_sampling_by_hand,
    check_beam_search,
    check_distinct_n,
    check_novelty,
    check_drift,
    check_scheduled_optimum,
    check_redraw_unk,
    check_min_p,
    check_typical,
)
