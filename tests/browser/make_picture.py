"""Make the README's picture: module 01 with a wrong answer and what its check says.

Run it from the course's folder: .venv/bin/python tests/browser/make_picture.py
"""

import sys
import tempfile
from pathlib import Path

from tests.support import lab_page

PICTURE = lab_page.ROOT / "data" / "images" / "failing_check.png"
SLUG, EXERCISE = "01_unrolling", "rnn_step"
WRONG = """\
def rnn_step(p, x, h):
    h_next = np.tanh(x @ p.W_x + p.b)
    return h_next, RNNCache(x, h, h_next)"""


def main():
    """Write the picture to data/images/, or to the path given."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    with (
        tempfile.TemporaryDirectory() as folder,
        lab_page.lab_server(lab_page.copy_course(Path(folder))) as address,
        lab_page.browser_page(width=1000, height=620) as page,
    ):
        lab = lab_page.LabPage(page, address, f"workspace/{SLUG}/{SLUG}.ipynb")
        page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        for cell in lab.cell_ids(tag="setup"):
            lab.run(cell)
        lab.type_into(f"answer-{EXERCISE}", WRONG)
        lab.run(f"answer-{EXERCISE}")
        print(lab.run(f"check-{EXERCISE}"))
        lab.select(f"check-{EXERCISE}", place="end")
        page.wait_for_timeout(2000)  # formulas are typeset a moment after they scroll into view
        target.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=target)


if __name__ == "__main__":
    main()
