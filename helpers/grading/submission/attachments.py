"""What counts as a picture in a text; puts those pasted into a cell into its text, to stay."""

import re
from typing import Any
from urllib.parse import unquote

__all__ = ["EMBEDDED", "NAMED", "with_pictures"]

NAMED = re.compile(r"\]\(attachment:([^\s)]+)")  # a picture that is kept beside the text
KINDS = ("image/png", "image/jpeg", "image/gif", "image/webp")  # that hold no script
EMBEDDED = re.compile(rf"data:(?:{'|'.join(KINDS)});base64,[A-Za-z0-9+/=]*", re.IGNORECASE)
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def with_pictures(source: str, attachments: Any) -> str:
    """Return a Markdown text with the data of each attached picture in place of its name.

    attachments: of the cell, {name: {kind: base64}}; whatever is not of this form stays out.
    Each picture is put in once: a text could name one a thousand times.
    """
    left = dict(attachments) if isinstance(attachments, dict) else {}

    def put_in(named: re.Match[str]) -> str:
        name = named[1] if named[1] in left else unquote(named[1])
        address = _address(left.pop(name, None))
        return f"]({address}" if address else named[0]

    return NAMED.sub(put_in, source)


def _address(kinds: Any) -> str:
    """Return an attachment as an address that holds its data, or ""."""
    for kind in KINDS:
        data = kinds.get(kind) if isinstance(kinds, dict) else None
        if isinstance(data, list) and all(isinstance(line, str) for line in data):
            data = "".join(data)
        if isinstance(data, str) and BASE64.fullmatch(data := "".join(data.split())):
            return f"data:{kind};base64,{data}"
    return ""
