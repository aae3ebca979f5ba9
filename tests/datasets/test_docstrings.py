"""Functions and their sentences, read from source and from compiled modules."""

import pytest

from helpers.datasets.docstrings import (
    Function,
    first_sentence,
    library_functions,
    split_functions,
    word_counts,
    word_ids,
    word_vocab,
    words_of,
)

SOURCE = '''
def open_file(path, *names, mode="r", **rest):
    """Open a file: its path is looked up. More follows."""

def _hidden():
    """Nobody is shown this one."""

class Reader:
    """A class has no sentence of its own here."""

    async def read(self, size):
        """Read some bytes

        from the file."""

    def again(self):
        """Read some bytes."""

    def short(self):
        """Two words."""

class _Private:
    def read(self):
        """Read nothing at all."""
'''


@pytest.fixture(scope="module")
def functions():
    return library_functions()


def test_public_functions_come_with_their_arguments_and_first_sentences():
    found = library_functions({"pack/__init__.py": SOURCE})
    assert found == [
        Function("pack", "open_file", ("path", "names", "mode", "rest"), "Open a file"),
        Function("pack", "Reader.read", ("size",), "Read some bytes"),
    ]
    assert found[0].signature == "pack.open_file(path, names, mode, rest)"
    assert found[1].package == "pack"


def test_private_files_foreign_syntax_and_the_other_systems_paths_are_left_out():
    files = dict.fromkeys(("_a.py", "pack/_b.py", "_pack/c.py", "ntpath.py"), SOURCE)
    assert library_functions({**files, "d.py": "def f(:"}) == []
    assert library_functions({"posixpath.py": SOURCE})[0].module == "os.path"


@pytest.mark.parametrize(
    ("docstring", "sentence"),
    [
        ("Return x. Or not.", "Return x"),
        ("Return 1.5 times\nx; that is more", "Return 1.5 times x"),
        ("Return x\n\nand y", "Return x"),
        ("S.pop([i]) -> item -- Remove and return it.", "Remove and return it"),
        ("f(x)\n\nDo it: now", "Do it"),
        ("", ""),
    ],
)
def test_a_sentence_ends_at_a_mark_or_an_empty_line(docstring, sentence):
    assert first_sentence(docstring) == sentence


def test_names_are_cut_into_words():
    assert words_of("JSONDecoder.raw_decode(s2, idx)") == [
        "json", "decoder", "raw", "decode", "s", "2", "idx",
    ]  # fmt: skip


def test_the_library_has_python_and_compiled_functions_each_sentence_once(functions):
    assert len(functions) > 2000
    signatures = {one.signature.split("(")[0] for one in functions}
    assert {"calendar.monthrange", "math.gcd", "os.path.split"} <= signatures
    sentences = [tuple(words_of(one.sentence)) for one in functions]
    assert len(set(sentences)) == len(sentences)
    assert all(one.name[0] != "_" for one in functions)


def test_a_split_depends_on_the_name_alone(functions):
    train, test = split_functions(functions, 3)
    assert len(train) + len(test) == len(functions)
    assert 0.07 < len(test) / len(functions) < 0.13
    some = functions[::7]
    assert split_functions(some, 3)[1] == [one for one in some if one in set(test)]
    held_out = [one for seed in range(10) for one in split_functions(functions, seed)[1]]
    assert sorted(held_out) == sorted(functions)
    with pytest.raises(ValueError, match="seed is 10, expected a whole number from 0 to 9"):
        split_functions(functions, 10)


def test_words_are_counted_and_looked_up():
    vocab = {word: i for i, word in enumerate(word_vocab(["a b a", "b c"]))}
    assert vocab == {"<UNK>": 0, "a": 1, "b": 2, "c": 3}
    counts = word_counts(["a a c", "d", ""], vocab)
    assert counts.tolist() == [[0, 2, 0, 1], [0] * 4, [0] * 4]
    assert word_ids("c d", vocab).tolist() == [3, 0]
    assert word_ids("", vocab).tolist() == [0]


def test_what_a_notebook_adds_to_the_builtins_is_no_function_of_the_library(monkeypatch, functions):
    class Shell:
        def get(self):
            """Return the shell of this notebook."""

    monkeypatch.setattr("builtins.get_shell", Shell().get, raising=False)
    assert library_functions() == functions
