"""Pictures that were pasted into an essay come with it."""

import copy
import json

from helpers.grading.submission.attachments import with_pictures
from helpers.grading.submission.rebuild import read_answers
from tests.support.grading.filled_notebook import ASSIGNMENT, FILLED
from tests.support.tables import each_row

ESSAY = "your_own_sequence"
PNG = "data:image/png;base64,iVBORw0KGgo/+A=="
PASTED = {"image/png": "iVBORw0KGgo/+A=="}


def essay(source, attachments):
    """Hand in an essay; return its text as it is taken, and the problems."""
    notebook = copy.deepcopy(FILLED)
    for cell in notebook["cells"]:
        if cell["id"] == f"essay-{ESSAY}":
            cell["source"], cell["attachments"] = source, attachments
    answers = read_answers(json.dumps(notebook).encode(), ASSIGNMENT)
    return answers["essays"][ESSAY], answers["problems"]


def test_a_pasted_picture_stays_in_the_essay():
    text, problems = essay("Keys: ![k](attachment:my%20keys.png) end", {"my keys.png": PASTED})
    assert text == f"Keys: ![k]({PNG}) end"
    assert problems == []


def test_a_picture_that_is_not_there_is_named():
    text, problems = essay("Keys: ![k](attachment:gone.png)", {"other.png": PASTED})
    assert text == "Keys: ![k](attachment:gone.png)"
    assert problems == [f"{ESSAY}: a picture pasted into the essay was not found in the file"]


@each_row(
    "attachments",
    [None, [], "a.png", {"a.png": None}, {"a.png": {"image/png": 3}}, {"a.png": {"image/png": [1]}}]
    + [{"a.png": {"image/png": '"><script>'}}, {"a.png": {"image/svg+xml": "AAAA"}}, {"a.png": {}}],
)
def test_what_is_no_picture_stays_out(attachments):
    assert with_pictures("![](attachment:a.png)", attachments) == "![](attachment:a.png)"


def test_lines_of_data_are_joined_and_each_picture_is_put_in_once():
    attachments = {"a": {"image/png": ["iVBORw0K\n", "Ggo/+A==\n"]}, "ab": {"image/gif": "R0lG"}}
    text = with_pictures("![](attachment:ab) ![](attachment:a) ![](attachment:a)", attachments)
    assert text == f"![](data:image/gif;base64,R0lG) ![]({PNG}) ![](attachment:a)"
