"""The reader of CoNLL-U: real files, what the format allows, and what is wrong by file and line."""

import pytest

from helpers.datasets import tagged
from helpers.datasets.registry import cached_path
from helpers.datasets.tagged import TAGS, load_ewt_dev, load_tagged, read_conllu
from tests.support.tables import each_row


def row(number, form, tag="_", misc="_"):
    return "\t".join([number, form, "_", tag, *["_"] * 5, misc])


SEEN = [
    "# sent_id = one",
    "# text = Ana didn't.",
    "# a remark",
    row("1", "Ana", "PROPN"),
    row("2-3", "didn't", misc="SpaceAfter=No"),
    row("2", "did", "AUX", "RightContext=Yes"),
    row("3", "n't", "PART"),
    row("3.1", "go", "VERB"),
    row("4", ".", "PUNCT", "A=1|RightContext=Yes"),
]


@pytest.fixture
def read(tmp_path):
    def written(lines, end="\n", last="\n\n", encoding="utf-8"):
        path = tmp_path / "some.conllu"
        path.write_bytes((end.join(lines) + last).encode(encoding))
        return read_conllu(path)

    return written


def test_words_tags_tokens_and_comments_are_read(read):
    (sentence,) = read(SEEN)
    assert sentence.words == ("Ana", "did", "n't", ".")
    assert sentence.tags == ("PROPN", "AUX", "PART", "PUNCT")  # without the empty node 3.1
    assert sentence.multiword == ((1, 3, "didn't"),)
    assert sentence.words[slice(*sentence.multiword[0][:2])] == ("did", "n't")
    assert sentence.comments == {"sent_id": "one", "text": "Ana didn't.", "a remark": ""}
    assert sentence.needs_right == (False, True, False, True)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "{end}", "{end}{end}", "{end}{end}{end}"])
def test_line_ends_and_the_end_of_the_file_may_differ(read, end, last):
    two = [*SEEN, "", row("1", "Yes", "INTJ")]
    got = read(two, end=end, last=last.format(end=end))
    assert got == read(two)
    assert [sentence.words for sentence in got] == [("Ana", "did", "n't", "."), ("Yes",)]


def test_a_byte_order_mark_is_no_part_of_the_first_line(read):
    assert read(SEEN, encoding="utf-8-sig") == read(SEEN)


def test_other_separators_of_lines_may_stand_in_a_word(read):
    (sentence,) = read([row("1", "a\u2028b c", "X")])
    assert sentence.words == ("a\u2028b c",)


def test_an_empty_node_may_come_first_and_a_range_last(read):
    (sentence,) = read(
        [row("0.1", "x"), row("1-2", "im"), row("1", "in", "ADP"), row("2", "m", "DET")]
    )
    assert sentence.words == ("in", "m")
    assert sentence.multiword == ((0, 2, "im"),)


WORD = row("1", "a", "DET")


@each_row(
    ("lines", "message"),
    [
        ([], "some.conllu holds no sentence"),
        ([WORD, "2\tb"], "line 2: 2 columns between tabs, expected 10"),
        ([WORD.replace("\t", "    ")], "line 1: 1 columns between tabs, expected 10"),
        ([WORD, row("2", "", "NOUN")], "line 2: column 2 is empty, expected at least _"),
        ([WORD, row("3", "b", "NOUN")], "line 2: the id is 3, expected 2"),
        ([row("0", "a", "DET")], "line 1: the id is '0', expected a word's number as 3"),
        ([row("one", "a", "DET")], "line 1: the id is 'one', expected a word's number"),
        ([WORD, WORD], "line 2: the id is 1, expected 2"),
        ([row("1", "a", "NN")], "line 1: 'NN' is no universal part-of-speech tag"),
        ([row("1", "a")], "line 1: '_' is no universal part-of-speech tag"),
        ([WORD, "# late"], "line 2: a comment, expected before the sentence's first word"),
        (["# text = a", "", WORD], "line 1: the sentence ends here and has no word"),
        ([row("1-3", "ab"), WORD, row("2", "b", "X")], "line 3: the token 'ab' runs to word 3"),
        (
            [WORD, row("1-2", "ab"), row("2", "b", "X")],
            "line 2: the range 1-2 stands before word 2",
        ),
        ([row("2-1", "ab"), WORD], "line 1: the range 2-1 stands before word 1"),
        (
            [row("1-2", "ab"), WORD, row("2-3", "bc"), row("2", "b", "X")],
            "line 3: the range 2-3 stands before word 2, expected one that begins with that word, "
            "after",
        ),
        ([WORD, row("3.1", "x")], "line 2: the empty node 3.1 stands after word 1, expected 1.1"),
        ([WORD, "", WORD, row("2", "b", "Noun")], "line 4: 'Noun' is no universal"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_reason(read, lines, message):
    with pytest.raises(ValueError, match=r"^some\.conllu") as caught:
        read(lines)
    assert message in str(caught.value)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_counted_alike_whatever_ends_them(read, end):
    with pytest.raises(ValueError, match=r"^some\.conllu, line 11: 2 columns"):
        read([*SEEN, "", "1\tYes"], end=end)


def test_a_wrong_encoding_is_named_by_line(tmp_path):
    path = tmp_path / "latin.conllu"
    path.write_bytes(f"{WORD}\n{row('2', 'café', 'NOUN')}\n".encode("latin-1"))
    with pytest.raises(ValueError, match=r"^latin\.conllu, line 2: it is not UTF-8\.$"):
        read_conllu(path)


def test_an_unknown_split_is_named():
    with pytest.raises(ValueError, match="split is 'valid', expected one of: train, dev, test"):
        load_tagged("valid")


def test_the_real_treebank_is_read_whole():
    if cached_path("en_ewt_dev") is None:
        pytest.skip("UD English EWT is not in the cache")
    sentences = load_ewt_dev()
    assert len(sentences) == 2001
    assert sum(len(s.words) for s in sentences) == 25_147
    assert sum(len(s.multiword) for s in sentences) == 359
    assert {tag for s in sentences for tag in s.tags} == set(TAGS)
    ids = [s.comments["sent_id"] for s in sentences]
    assert len(set(ids)) == len(ids)
    assert all(len(s.words) == len(s.tags) == len(s.misc) for s in sentences)


def test_a_real_file_that_was_cut_off_inside_a_line_is_refused_there(tmp_path):
    whole = cached_path("en_ewt_dev")
    if whole is None:
        pytest.skip("UD English EWT is not in the cache")
    start = b"\n".join(whole.read_bytes().split(b"\n")[:200])  # line 200 is a word's
    path = tmp_path / "cut.conllu"
    path.write_bytes(start[: start.rindex(b"\t")])
    with pytest.raises(ValueError, match=r"^cut\.conllu, line 200: 9 columns"):
        read_conllu(path)


def test_the_treebank_is_asked_of_the_registry(monkeypatch, tmp_path):
    path = tmp_path / "ewt.conllu"
    path.write_text("\n".join(SEEN), encoding="utf-8")
    monkeypatch.setattr(tagged, "fetch", {"en_ewt_dev": path}.get)
    assert load_ewt_dev() == read_conllu(path)
