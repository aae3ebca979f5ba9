"""The button above a notebook opens the learner's progress; an older notebook says that it is."""

import json

from tests.support import lab_page

SLUG = "00_start_here"
SAVED = "async () => { await window.jupyterapp.commands.execute('docmanager:save'); }"


def test_the_button_above_a_notebook_opens_the_progress(tmp_path):
    course = lab_page.copy_course(tmp_path)
    path = course / "workspace" / SLUG / f"{SLUG}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["metadata"]["nbgrader"]["checksum"] = "of an older text"
    notebook["metadata"]["course"]["version"] = "0.1.0"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    released = json.loads((course / "notebooks" / SLUG / f"{SLUG}.ipynb").read_text("utf-8"))
    with lab_page.lab_server(course) as address, lab_page.browser_page() as page:
        lab = lab_page.LabPage(page, address, f"workspace/{SLUG}/{SLUG}.ipynb")
        lab.type_into("predict-headlines", "prediction = 3")
        lab.run("predict-headlines")
        first = lab.run(lab.cell_ids()[lab.cell_ids().index("predict-headlines") + 1])
        assert "from version 0.1.0 of the course" in first
        assert "course lab --refresh 00" in first
        lab.type_into("answer-one_hot", "def one_hot(ids, V):\n    return 0")
        page.evaluate(SAVED)
        before = path.read_bytes()
        with page.expect_popup() as popup:
            page.get_by_role("button", name="Progress", exact=True).click()
        progress = popup.value
        progress.get_by_role("heading", name="Progress").wait_for()
        shown = progress.locator("body").inner_text()
        assert "Go on with exercise 0.1 one_hot in workspace/00_start_here." in shown
        assert "Measured: 6 headlines. Predicted: 3, off by 3." in shown
        assert progress.locator("details[open]").count() == 1
        assert progress.locator("tbody").first.locator("tr").count() >= 9
        assert path.read_bytes() == before
    assert released["metadata"]["course"]["version"] != "0.1.0"
