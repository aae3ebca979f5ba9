"""Make the README's picture: module 01, a wrong answer, what its check says, and the right answer.

Run it from the course's folder: .venv/bin/python tests/browser/make_picture.py
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.support import lab_page

PICTURE = lab_page.ROOT / "data" / "images" / "first_check.gif"
SLUG, EXERCISE = "01_unrolling", "rnn_step"
WRONG = """\
def rnn_step(p, x, h):
    h_next = np.tanh(x @ p.W_x + p.b)
    return h_next, RNNCache(x, h, h_next)"""
RIGHT = WRONG.replace("+ p.b", "+ h @ p.W_h + p.b")
SECONDS = {"blank": 2, "wrong": 2, "told": 6, "right": 2, "passed": 5}
ROUNDS = 3  # it stands still after that
COLOURS = 64


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
        frames = list(take(lab))
    target.parent.mkdir(parents=True, exist_ok=True)
    shown = [Image.open(io.BytesIO(frame)).convert("RGB") for frame in frames]
    palette = shown[2].quantize(COLOURS)  # the one with the most colours
    first, *rest = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in shown]
    durations = [1000 * seconds for seconds in SECONDS.values()]
    first.save(
        target,
        save_all=True,
        append_images=rest,
        duration=durations,
        loop=ROUNDS - 1,
        optimize=True,
    )


def take(lab):
    """Yield a screenshot for each step of the exercise."""
    answer, check = f"answer-{EXERCISE}", f"check-{EXERCISE}"
    yield shot(lab, check)
    for text in (WRONG, RIGHT):
        lab.type_into(answer, text)
        yield shot(lab, answer)
        lab.run(answer)
        print(lab.run(check))
        yield shot(lab, check)


def shot(lab, cell):
    """Return a screenshot with this cell selected, and the answer at the same place each time."""
    for _ in range(2):
        lab.select(f"answer-{EXERCISE}", place="center")
        lab.page.wait_for_timeout(1500)  # formulas are typeset once they are in view, and push
    select = f"at => {{ {lab_page.NOTEBOOK}.activeCellIndex = at; }}"
    lab.page.evaluate(select, lab.cell_ids().index(cell))
    lab.page.wait_for_timeout(300)
    return lab.page.screenshot()


if __name__ == "__main__":
    main()
