"""Checks of module 02, in the order of its exercises; one file each."""

from helpers.checks.m02_language_models.anbn_floor import check_anbn_floor
from helpers.checks.m02_language_models.build_vocab import check_build_vocab
from helpers.checks.m02_language_models.encode import check_encode
from helpers.checks.m02_language_models.four_token_sentence import check_four_token_sentence
from helpers.checks.m02_language_models.interpolated_nll import check_interpolated_nll
from helpers.checks.m02_language_models.kept_share import check_kept_share
from helpers.checks.m02_language_models.ngram_nll import check_ngram_nll
from helpers.checks.m02_language_models.pad_and_mask import check_pad_and_mask
from helpers.checks.m02_language_models.perplexity_and_bpc import check_perplexity_and_bpc
from helpers.checks.m02_language_models.sentence_log_prob import check_sentence_log_prob
from helpers.checks.m02_language_models.stream_batches import check_stream_batches

CHECKS = (
    check_four_token_sentence,
    check_sentence_log_prob,
    check_perplexity_and_bpc,
    check_interpolated_nll,
    check_ngram_nll,
    check_build_vocab,
    check_encode,
    check_stream_batches,
    check_kept_share,
    check_pad_and_mask,
    check_anbn_floor,
)
