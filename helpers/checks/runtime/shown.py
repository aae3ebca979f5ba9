"""Text that came from students, made fit to be shown, and names taken out of it.

Whatever a student wrote may hold anything: control characters, lone surrogates, marks that turn
the direction of writing, a line of a megabyte. Escaping for HTML is the page's; this makes the text
harmless as text.
"""

import re
from collections.abc import Iterable

__all__ = ["Names", "block", "first_sentence", "line"]

LONGEST_BLOCK = 20_000
# Joiners that scripts need within a word; the direction marks next to them are taken out.
_KEPT = "\u200c\u200d"
_ODD = re.compile(r"[^ -~\n\t]")  # all but plain ASCII
_SENTENCE = re.compile(r".+?[.?!](?<!\.\.)(?=\s|$)", re.DOTALL)
_PATH = re.compile(r"(?<![\w:/.])(?:~|[A-Za-z]:)?(?:[\\/][^\s\\/:'\"<>|,;()\[\]]+){2,}[\\/]?")
_RELATIVE = re.compile(r"\b(?:grading|submitted|autograded|home|Users)[\\/][^\s:'\"<>|,;()\[\]]+")
_WIDE = re.compile(r"[\w.@+-]+")
_NARROW = re.compile(r"\w+")
_NAME, _PLACE = "[name]", "[path]"


def block(text: object, limit: int = LONGEST_BLOCK) -> str:
    """Give a text of several lines: unprintable characters replaced, and cut at limit."""
    whole = text if isinstance(text, str) else str(text)
    whole = whole.replace("\r\n", "\n").replace("\r", "\n")
    cut = whole[:limit]
    shown = _ODD.sub(lambda m: m[0] if m[0].isprintable() or m[0] in _KEPT else "\ufffd", cut)
    left = len(whole) - len(cut)
    return f"{shown}\n[{left:,} more characters]" if left else shown


def line(text: object, limit: int = 300) -> str:
    """Give a text as one line: white space joined, unprintable characters replaced, cut."""
    shown = " ".join(block(text, 4 * limit).split())
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def first_sentence(text: str) -> str:
    """Give the first sentence: of a slip's hint it says what the slip is."""
    match = _SENTENCE.match(text.strip())
    return match.group() if match else text.strip()


class Names:
    """Takes names, ids, addresses and paths out of texts that students wrote.

    The author's own are taken out wherever they stand, those of all others as whole words. A name
    that is also a word of the language goes too: what is hidden must not be guessed from the rest.
    """

    def __init__(self, people: Iterable[Iterable[str]]) -> None:
        """people: for each student, the id, the names and the address, as far as known."""
        self.wide: set[str] = set()
        self.narrow: set[str] = set()
        for person in people:
            for name in filter(None, person):
                self.wide.add(name.casefold())
                self.narrow.update(word.casefold() for word in _NARROW.findall(name))
        self.wide = {name for name in self.wide if _tells(name)}
        self.narrow = {name for name in self.narrow if _tells(name)}
        self.others = {name for name in self.narrow if not name.isascii()}

    def hide(self, text: str, own: Iterable[str] = ()) -> str:
        """Take the names out of a text; own: the id, names and address of who wrote it."""
        text = _RELATIVE.sub(_PLACE, _PATH.sub(_PLACE, text))
        parts = sorted({p for name in own for p in (name, *name.split()) if len(p) > 1}, key=len)
        for part in reversed(parts):
            if _tells(part):
                text = re.sub(re.escape(part), _NAME, text, flags=re.IGNORECASE)
        text = _WIDE.sub(lambda m: self._word(m.group(), self.wide), text)
        return _NARROW.sub(lambda m: self._word(m.group(), self.narrow), text)

    def _word(self, word: str, known: set[str]) -> str:
        folded = word.casefold()
        if folded in known or folded.strip(".-+@") in known:
            return _NAME
        if known is self.narrow and not folded.isascii():  # scripts without spaces between words
            for name in sorted(self._inside(folded), key=len, reverse=True):
                word = re.sub(re.escape(name), _NAME, word, flags=re.IGNORECASE)
        return word

    def _inside(self, word: str) -> set[str]:
        """List the names of other scripts that stand inside a run of letters."""
        n = len(word)
        parts = {word[i:j] for i in range(min(n, 2000)) for j in range(i + 2, min(i + 7, n + 1))}
        return parts & self.others


def _tells(name: str) -> bool:
    """Tell whether a word is long enough to be looked for: not "a", not the number 12."""
    if name.isdecimal():
        return len(name) > 3
    return len(name) > (2 if name.isascii() else 1)
