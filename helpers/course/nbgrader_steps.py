"""Four steps of ours in nbgrader's chains, named in nbgrader_config.py."""

import re

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor, OverwriteCells

from helpers.course.notebook import EXPERIMENT

ANSI = re.compile(r"\x1b\[[0-9;]*m")


class ResetTags(NbGraderPreprocessor):
    """Take the tag that skips a cell off every graded and every answered cell of a submission."""

    def preprocess_cell(self, cell: NotebookNode, resources, cell_index):
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade") or settings.get("solution"):
            tags = cell.metadata.get("tags", [])
            cell.metadata["tags"] = [
                tag for tag in tags if isinstance(tag, str) and tag != EXPERIMENT
            ]
        return cell, resources


class RestoreCells(OverwriteCells):
    """Put deleted checks and essays back, as they were handed out.

    nbgrader's own step looks for the graded cell or answer just above the deleted one, and gives
    the whole submission up where that is gone too, or is a text cell.
    """

    def add_missing_grade_cells(self, nb: NotebookNode, resources):
        source = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        graded = {cell.name: cell for cell in source.grade_cells}
        solutions = {cell.name for cell in source.solution_cells}
        at = -1  # of the last cell that is there, in the order of the release
        for cell in source.source_cells:
            names = [c.metadata.get("nbgrader", {}).get("grade_id") for c in nb.cells]
            if cell.name in names:
                at = names.index(cell.name)
            elif cell.name in graded:
                at += 1
                restored = self.missing_cell_transform(
                    cell, graded[cell.name].max_score, is_solution=cell.name in solutions
                )
                restored.source = cell.source
                restored.id = f"restored-{at}-of-{len(nb.cells)}"
                nb.cells.insert(at, restored)
        return nb, resources


class HideTests(ClearHiddenTests):
    """Clear hidden tests from feedback, also where a traceback or something printed shows them."""

    def preprocess_cell(self, cell: NotebookNode, resources, cell_index):
        hidden = set(self._hidden_lines(cell.source))
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        for output in cell.get("outputs", ()) if hidden else ():
            if output.output_type == "error":
                quoted = ANSI.sub("", "\n".join(output.traceback))
                if any(line in quoted for line in hidden):
                    output.traceback = [f"{output.ename}: {output.evalue}"]
            elif output.output_type == "stream":
                lines = output.text.splitlines(keepends=True)
                output.text = "".join(line for line in lines if not any(h in line for h in hidden))
        return cell, resources

    def _hidden_lines(self, source: str):
        """Yield every line of the hidden part, and the lines that mark it."""
        inside = False
        for line in source.split("\n"):
            inside = inside or self.begin_test_delimeter in line
            if inside and line.strip():
                yield line.strip()
            inside = inside and self.end_test_delimeter not in line


class WrapMessages(NbGraderPreprocessor):
    """Let the page break long lines of output: a check's message would be cut off at its edge."""

    def preprocess(self, nb: NotebookNode, resources):
        styles = resources.setdefault("inlining", {}).setdefault("css", [])
        styles.append("pre { white-space: pre-wrap; word-break: normal; }")
        return nb, resources
