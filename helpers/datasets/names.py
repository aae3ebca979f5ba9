"""Family names by the language they come from, written for this course: see data/README.md."""

import random
import string
from pathlib import Path

ALPHABET = string.ascii_lowercase  # every name is a word over these letters


def load_names(folder=None):
    """Read the names of every category.

    folder: one text file for each category, named after it, with one name a line; the default
    holds the course's own, data/names. A name has no capital: name.capitalize() writes it in full.
    Returns {category: tuple of names}; categories and names in alphabetical order.
    Raises: ValueError if the folder holds no such file, a file no name, a line anything but
    letters of ALPHABET, or a name stands twice; the message names file and line.
    """
    folder = _own_folder() if folder is None else Path(folder)
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise ValueError(f"{folder} holds no .txt file, expected one for each category of names.")
    seen: dict[str, str] = {}
    return {path.stem: _read(path, seen) for path in files}


def split_names(names, held_out=0.2, seed=0):
    """Split the names of every category at random, the same share of each.

    names: {category: names}, as load_names returns it. held_out: the share of each category that
    is kept out of training, rounded to whole names.
    Returns train, test, each {category: tuple of names}, in random order.
    Raises: ValueError if held_out is not between 0 and 1, or a category would have no name on
    one side.
    """
    if not 0 < held_out < 1:
        raise ValueError(f"held_out is {held_out!r}, expected a share between 0 and 1.")
    draw = random.Random(seed)
    train, test = {}, {}
    for category, kept in names.items():
        mixed = draw.sample(sorted(kept), len(kept))
        n = round(held_out * len(mixed))
        if not 0 < n < len(mixed):
            raise ValueError(
                f"{category!r} has {len(mixed)} names; holding out {held_out:.0%} of them leaves "
                f"{n} to test and {len(mixed) - n} to train, expected at least 1 of each."
            )
        test[category], train[category] = tuple(mixed[:n]), tuple(mixed[n:])
    return train, test


def _read(path, seen):
    """Read one category; seen holds where each name stood so far."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines:
        raise ValueError(f"{path.name} holds no name.")
    for line, name in enumerate(lines, start=1):
        here = f"{path.name}, line {line}"
        if not name or not set(name) <= set(ALPHABET):
            raise ValueError(f"{here}: {name!r}, expected a name of the letters a to z alone.")
        if name in seen:
            raise ValueError(f"{here}: {name!r} stands already in {seen[name]}.")
        seen[name] = here
    return tuple(sorted(lines))


def _own_folder():
    """Find data/names of a checkout, or its copy beside this file in an installed package."""
    checkout = Path(__file__).parents[2] / "data" / "names"
    return checkout if checkout.is_dir() else Path(__file__).with_name("data") / "names"
