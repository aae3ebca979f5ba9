"""Whether a right answer still stands complete in a broken file, found by looking for its text.

Written without helpers/grading, and the other way round: that code takes a file apart, this one
knows the answer and asks whether a cell of the file still holds all of it and nothing else.
"""

import ast
import json
import re

SOURCES = ("source", "input")


def readable(data, answers):
    """Return the names of the answers of which a cell (or a script's piece) is the whole."""
    return {name for text in set(_decodings(data)) for name in _standing(text, answers)}


def _decodings(data):
    """The texts that the bytes can be meant to be; answers are ASCII, so one of them has it."""
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"):
        text = data.decode(encoding, "replace").replace("\0", "")
        if "def " in text:
            yield text


def _standing(text, answers):
    """The names of the answers that stand in one text."""
    if not re.search(r'"(source|input)\\?"\s*:', text):
        return {name for name, answer in answers.items() if _stands_in_script(text, answer)}
    found, parsed = set(), False
    for version in {text, *_sides(text)}:
        try:
            value = json.loads(version, strict=False)
        except (ValueError, RecursionError):
            continue
        parsed = True
        if isinstance(value, str) and value.lstrip().startswith("{"):
            value = json.loads(value, strict=False)
        texts = {text for cell in _dicts(value) for text in _texts(cell)}
        fenced = {name: f"```python\n{answer}\n```" for name, answer in answers.items()}
        found |= {name for name in answers if {answers[name], fenced[name]} & texts}
    if parsed:
        return found
    return {name for name, answer in answers.items() if _stands_as_json(text, answer)}


def _sides(text):
    """Both sides of a merge, without its marks."""
    if "<<<<<<<" not in text:
        return
    for first in (True, False):
        keep, lines = True, []
        for line in text.split("\n"):
            mark = line[:7]
            if mark in ("<<<<<<<", "|||||||", "=======", ">>>>>>>"):
                keep = {"<": first, "|": False, "=": not first, ">": True}[mark[0]]
            elif keep:
                lines.append(line)
        yield "\n".join(lines)


def _dicts(value):
    """Every object in a parsed file; outputs hold no answers."""
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            yield item
            todo += [inner for key, inner in item.items() if key != "outputs"]
        elif isinstance(item, list):
            todo += item


def _texts(cell):
    """The texts of a cell, with \\n for every line end."""
    for key in SOURCES:
        source = cell.get(key)
        texts = [source] if isinstance(source, str) else []
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            texts = ["".join(source), "\n".join(source)]
        for text in texts:
            yield text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _stands_as_json(text, answer):
    """Look for the answer as JSON writes it: a list of lines, or one string."""
    lines = answer.splitlines(keepends=True)
    escaped = [re.escape(json.dumps(line)) for line in lines]
    listed = r"\[\s*" + r"\s*,\s*".join(escaped) + r"\s*\]"
    whole = re.escape(json.dumps(answer))
    pattern = rf'(?<!\\)"(?:source|input)"\s*:\s*(?:{listed}|{whole})'
    return re.search(pattern, text) is not None


def _stands_in_script(text, answer):
    """A piece between two marks, or a function of a script that is Python."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    marks = re.split(r"^(?:# In\[\d+\]:|# %% \d+)\n", text, flags=re.MULTILINE)
    if len(marks) > 1:
        return any(piece.strip("\n") == answer for piece in marks)
    fences = re.findall(r"^```[^\n]*\n(.*?)\n```$", text, re.DOTALL | re.MULTILINE)
    if fences:
        return answer in fences
    try:
        tree = ast.parse(text)
        single = len(ast.parse(answer).body) == 1
    except (SyntaxError, ValueError, RecursionError):
        return False
    pieces = [ast.get_source_segment(text, node) for node in tree.body]
    return single and answer in pieces
