"""Texts of other kinds: their size, their split, and what happens without a download."""

from helpers.datasets import corpora
from helpers.datasets.corpora import other_texts


def test_source_code_of_the_size_that_is_asked_for_in_whole_files():
    train_text, test_text = other_texts(100_000)["standard library"]
    assert 80_000 < len(train_text) + len(test_text) < 101_000
    assert 0 < len(test_text) < 0.2 * len(train_text)
    assert other_texts(100_000)["standard library"] == (train_text, test_text)
    assert other_texts(100_000, seed=1)["standard library"][0] != train_text


def test_shakespeare_only_where_it_was_downloaded(monkeypatch):
    monkeypatch.setattr(corpora, "cached_path", lambda name: None)
    assert list(other_texts(50_000)) == ["standard library"]
    monkeypatch.setattr(corpora, "cached_path", lambda name: name)
    monkeypatch.setattr(corpora, "tiny_shakespeare", lambda: "To be, or not to be. " * 100)
    train_text, test_text = other_texts(1000)["Tiny Shakespeare"]
    assert (len(train_text), len(test_text)) == (900, 100)
