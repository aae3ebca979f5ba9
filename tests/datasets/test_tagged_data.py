"""The course's own tagged sentences: well formed, none twice, split by the rule, ambiguous."""

from collections import Counter, defaultdict

import pytest

from helpers.datasets.tagged import SPLITS, load_tagged
from tests.support import ROOT

FOLDER = ROOT / "data" / "tagged"
PARTS = {split: load_tagged(split) for split in SPLITS}
EVERY = [sentence for split in SPLITS for sentence in PARTS[split]]
CLOSED_UP = set(".,?!;")  # marks without a space before them


def number(sentence):
    return int(sentence.comments["sent_id"].removeprefix("course-"))


def side(n):
    """The rule: of every 20 sentences the last 4 are for testing, the 2 before them for dev."""
    place = (n - 1) % 20
    return "test" if place >= 16 else "dev" if place >= 14 else "train"


def tags_by_form(sentences):
    found = defaultdict(Counter)
    for sentence in sentences:
        for word, tag in zip(sentence.words, sentence.tags, strict=True):
            found[word.lower()][tag] += 1
    return found


def marked():
    """Yield (sentence, word, tag) of every word that is marked as needing right context."""
    for s in EVERY:
        for word, tag, right in zip(s.words, s.tags, s.needs_right, strict=True):
            if right:
                yield s, word, tag


def test_there_are_enough_and_none_twice():
    texts = [" ".join(s.words).lower() for s in EVERY]
    assert len(texts) >= 400
    assert [text for text, count in Counter(texts).items() if count > 1] == []


def test_the_folder_holds_the_three_parts_alone():
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(f"{s}.conllu" for s in SPLITS)


def test_sentences_are_numbered_and_split_by_the_rule():
    for split in SPLITS:
        numbers = [number(s) for s in PARTS[split]]
        assert numbers == sorted(numbers)
        assert {side(n) for n in numbers} == {split}
    assert sorted(map(number, EVERY)) == list(range(1, len(EVERY) + 1))


def test_a_part_has_about_the_share_that_the_rule_gives_it():
    shares = [len(PARTS[split]) / len(EVERY) for split in SPLITS]
    assert shares == pytest.approx([0.7, 0.1, 0.2], abs=0.02)


def test_words_and_tags_fit_each_other():
    for s in EVERY:
        assert s.words[0][0].isupper(), number(s)
        assert s.words[-1] in {".", "?", "!"}, number(s)
        for word, tag in zip(s.words, s.tags, strict=True):
            assert (tag == "PUNCT") == (word in CLOSED_UP), (number(s), word)
            assert tag != "PROPN" or word[0].isupper(), (number(s), word)


@pytest.mark.parametrize("split", SPLITS)
def test_the_text_is_what_the_tokens_spell(split):
    blocks = (FOLDER / f"{split}.conllu").read_text(encoding="utf-8").strip().split("\n\n")
    assert len(blocks) == len(PARTS[split])
    for block in blocks:
        _, text, *rows = block.splitlines()
        assert text == f"# text = {spelled_out(rows)}"
        assert not any(text.count(f" {mark}") for mark in CLOSED_UP)


def spelled_out(rows):
    """Join the tokens of a sentence's rows, with a space unless SpaceAfter=No."""
    text, covered = "", 0
    for columns in (row.split("\t") for row in rows):
        last = int(columns[0].split("-")[-1])
        if last > covered:
            text += columns[1] + ("" if "SpaceAfter=No" in columns[9].split("|") else " ")
            covered = last
    return text.rstrip()


def test_a_capital_inside_a_sentence_is_a_name_or_an_adjective_of_one():
    for s in EVERY:
        for word, tag in zip(s.words[1:], s.tags[1:], strict=True):
            if word[0].isupper() and word != "I":
                assert tag in {"PROPN", "ADJ"}, (number(s), word)


def test_words_to_which_english_leaves_no_choice_have_one_tag():
    found = tags_by_form(EVERY)
    fixed = dict.fromkeys("the a an every".split(), "DET")
    fixed |= dict.fromkeys("i you he she it we they her his my our us".split(), "PRON")
    fixed |= dict.fromkeys("been could would should must".split(), "AUX")
    fixed |= {"of": "ADP", "and": "CCONJ", "not": "PART", "n't": "PART", "never": "ADV"}
    assert {form: set(found[form]) for form in fixed} == {f: {tag} for f, tag in fixed.items()}


def test_a_marked_word_has_another_tag_elsewhere():
    found = tags_by_form(EVERY)
    assert [(number(s), word) for s, word, _ in marked() if len(found[word.lower()]) < 2] == []


def test_the_datasheet_states_these_numbers():
    found = tags_by_form(EVERY)
    several = {form for form, tags in found.items() if len(tags) > 1}
    words = {form: tags.total() for form, tags in found.items() if "PUNCT" not in tags}
    share = sum(words[form] for form in several) / sum(words.values())
    text = " ".join((ROOT / "data" / "README.md").read_text(encoding="utf-8").split())
    sizes = ", ".join(f"{len(PARTS[split])} {split}" for split in SPLITS)
    assert f"{len(EVERY)} English sentences, {sum(len(s.words) for s in EVERY):,} words" in text
    assert f"({sizes})" in text
    assert f"{len(several)} forms have more than one tag; they are {100 * share:.0f} % of" in text
    assert f"{len(list(marked()))} words are marked" in text
    names = sum(tag == "PROPN" for s in EVERY for tag in s.tags)
    assert f"{names} words are proper nouns" in text
    right, right_marked = baseline()
    assert f"tags {100 * right:.0f} % of the test words right" in text
    assert f"{100 * right_marked:.0f} % of the marked ones" in text


def baseline():
    """Share of test words, and of marked ones, that their most frequent training tag gets right."""
    known = tags_by_form(PARTS["train"])
    hits = []
    for s in PARTS["test"]:
        for word, tag, right in zip(s.words, s.tags, s.needs_right, strict=True):
            best = known[word.lower()].most_common(1) if word.lower() in known else [("NOUN", 0)]
            hits.append((best[0][0] == tag, right))
    chosen = [hit for hit, right in hits if right]
    return sum(hit for hit, _ in hits) / len(hits), sum(chosen) / len(chosen)
