"""Makes text of a file's bytes, in whatever encoding they came."""

import codecs
import re

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
# A character of more than one byte, as UTF-8 writes it.
MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def decode(data: bytes | str) -> tuple[str, list[str]]:
    """Decode a file's content; return the text and what was wrong with it. Never raises."""
    if isinstance(data, str):
        return data.removeprefix("\ufeff"), []
    mark, encoding = next((pair for pair in MARKS if data.startswith(pair[0])), (b"", ""))
    data = data[len(mark) :]
    encoding = encoding or _guess(data)
    problems = [] if encoding == "utf-8" else [f"the file is {encoding} and not UTF-8"]
    text = data.decode(encoding, "replace")
    if encoding == "utf-8" and "\ufffd" in text and b"\xef\xbf\xbd" not in data:
        problems.append("some bytes of the file are no UTF-8")
    if "\0" in text:
        problems.append("the file holds NUL characters")
        text = text.replace("\0", "")
    return text, problems


def _guess(data: bytes) -> str:
    """Guess the encoding of a file that does not name it."""
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 5:
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        # A few broken bytes leave the rest UTF-8; in Latin-1 there is hardly ever such a sequence.
        return "utf-8" if MULTIBYTE.search(data) else "latin-1"
    return "utf-8"
