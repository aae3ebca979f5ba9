"""Corpora of the running interpreter, and characters as ids."""

import dataclasses
import pickle
import sys
import sysconfig
import types

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.datasets.registry import cached_path
from helpers.datasets.text import (
    CharVocab,
    MissingCorpus,
    char_vocab,
    pydoc_topics,
    split_topics,
    stdlib_sources,
    tiny_shakespeare,
)


@pytest.fixture(scope="module")
def topics():
    return pydoc_topics()


def paragraphs(text):
    words = (" ".join(part.split()) for part in text.split("\n\n"))
    return {part for part in words if len(part) >= 80}


def test_pydoc_topics_are_real_text(topics):
    assert len(topics) > 50
    assert sum(map(len, topics.values())) > 300_000
    assert list(topics) == sorted(topics)
    assert "for" in topics
    assert '"for" statement' in topics["for"]


@pytest.mark.parametrize("seed", range(5))
def test_split_topics_holds_out_about_a_tenth_in_whole_topics(topics, seed):
    train, test = split_topics(topics, seed=seed)
    assert (train, test) == split_topics(dict(reversed(topics.items())), seed=seed)
    assert 0.05 < len(test) / len(train + test) < 0.101  # the blank lines between topics count too
    sides = {name: text in train for name, text in topics.items()}
    assert all((text in test) != sides[name] for name, text in topics.items())
    assert train == "\n\n".join(text for name, text in topics.items() if sides[name])


def test_split_topics_repeats_no_paragraph_on_the_other_side(topics):
    for seed in range(5):
        train, test = split_topics(topics, seed=seed)
        assert not paragraphs(train) & paragraphs(test)


def test_split_topics_differs_between_seeds(topics):
    assert len({split_topics(topics, seed=seed) for seed in range(5)}) == 5


def test_split_topics_keeps_chains_of_shared_paragraphs_together():
    one, two = "a shared paragraph " * 6, "another shared one " * 6
    topics = {
        "a": one,
        "b": f"{one}\n\n{two}",
        "c": f"{two} \n\nmore",
        "x": "x" * 500,
        "y": "y" * 500,
    }
    for seed in range(10):
        train, _ = split_topics(topics, held_out=0.5, seed=seed)
        sides = {text in train for text in (topics["a"], topics["b"], topics["c"])}
        assert len(sides) == 1


def test_split_topics_refuses_what_it_cannot_split(topics):
    for held_out in (0, 1, -0.5, 10):
        with pytest.raises(ValueError, match=f"held_out is {held_out}"):
            split_topics(topics, held_out=held_out)
    with pytest.raises(ValueError, match="too few or too alike"):
        split_topics({"only": "one topic"})


@pytest.mark.parametrize("found", [None, types.ModuleType("empty")])
def test_an_interpreter_without_topics_is_told_so(monkeypatch, found):
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", found)
    with pytest.raises(MissingCorpus, match=r"ships without pydoc_data.topics.*install the full"):
        pydoc_topics()


def test_stdlib_sources_are_the_library_without_its_tests():
    sources = stdlib_sources()
    assert list(sources) == sorted(sources)
    assert "class JSONDecoder" in sources["json/decoder.py"]
    assert sum(map(len, sources.values())) > 5_000_000
    for name in sources:
        folders = name.split("/")[:-1]
        assert not {"test", "tests", "idlelib", "site-packages", "dist-packages"} & set(folders)


def test_stdlib_sources_reads_each_file_in_its_encoding(tmp_path, monkeypatch):
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path))
    for folder in ("pkg", "test", "pkg/tests", "site-packages/other"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "inside.py").write_text("x = 1\n")
    (tmp_path / "latin.py").write_bytes("# coding: latin-1\ns = 'é'\n".encode("latin-1"))
    (tmp_path / "broken.py").write_bytes(b"s = '\xff\xfe'\n")
    (tmp_path / "empty.py").write_text("")
    (tmp_path / "_sysconfigdata__linux.py").write_text("x = 1\n")
    assert stdlib_sources() == {
        "latin.py": "# coding: latin-1\ns = 'é'\n",
        "pkg/inside.py": "x = 1\n",
    }


def test_an_interpreter_without_its_sources_is_told_so(tmp_path, monkeypatch):
    for folder in (tmp_path, tmp_path / "not there", tmp_path / "python311.zip"):
        monkeypatch.setattr(sysconfig, "get_path", lambda name, folder=folder: str(folder))
        with pytest.raises(MissingCorpus, match="standard library's source, looked for in"):
            stdlib_sources()


def test_char_vocab_by_hand():
    vocab = char_vocab("hello")
    assert (vocab.chars, len(vocab), vocab.unk) == ("ehlo", 5, 4)
    ids = vocab.encode("hole!")
    assert ids.dtype == np.int64
    assert ids.tolist() == [1, 3, 2, 0, 4]
    assert vocab.decode(ids) == "hole\N{REPLACEMENT CHARACTER}"
    assert vocab.encode("").shape == (0,)
    assert vocab.decode([]) == ""


@settings(max_examples=50, deadline=None, derandomize=True)
@given(text=st.text(max_size=30), other=st.text(max_size=10))
def test_known_characters_survive_and_others_become_unk(text, other):
    vocab = char_vocab(text)
    assert vocab.decode(vocab.encode(text)) == text
    ids = vocab.encode(other)
    assert len(ids) == len(other)
    for i, character in zip(ids, other, strict=True):
        assert (i == vocab.unk) == (character not in vocab.chars)


def test_a_vocabulary_cannot_be_changed_and_can_be_sent():
    vocab = char_vocab("abc")
    with pytest.raises(dataclasses.FrozenInstanceError):
        vocab.chars = "xyz"
    assert pickle.loads(pickle.dumps(vocab)) == vocab == char_vocab("cab")
    assert hash(vocab) == hash(char_vocab("cab"))


def test_bad_vocabularies_and_ids_are_named():
    for chars in ("ba", "aab"):
        with pytest.raises(ValueError, match="chars is not sorted or repeats"):
            CharVocab(chars)
    for ids, message in [([4], "id 4"), ([-1], "id -1"), ([0.5], "float64")]:
        with pytest.raises(ValueError, match=message):
            char_vocab("abc").decode(ids)


def test_tiny_shakespeare_when_present():
    """Runs where RNN_COURSE_CACHE, or data/cache, holds the file."""
    if cached_path("tinyshakespeare") is None:
        pytest.skip("tinyshakespeare is not cached on this machine")
    text = tiny_shakespeare()
    assert len(text) == 1_115_394
    assert len(set(text)) == 65
    assert text.startswith("First Citizen:")
