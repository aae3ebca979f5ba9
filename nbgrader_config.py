"""nbgrader's settings: where each step of grading keeps its files, and how answers are run.

The course's own folders hold the two ends (solutions/, notebooks/); everything between them is
made by nbgrader and stays under grading/, which git ignores.
"""

from pathlib import Path

from helpers.grading.nbgrader_hooks.formgrader import mend_formgrader

c = get_config()  # noqa: F821 - traitlets defines it

root = Path(__file__).resolve().parent
grading = root / "grading"
grading.mkdir(exist_ok=True)  # sqlite does not make a folder

c.CourseDirectory.course_id = "rnn"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
c.CourseDirectory.source_with_tests_directory = "grading/source_with_tests"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
c.CourseDirectory.solution_directory = "grading/solution"
c.CourseDirectory.db_url = f"sqlite:///{grading / 'gradebook.db'}"

# An untouched answer raises NotImplementedError, which the checks call "not attempted".
c.ClearSolutions.code_stub = {
    "python": "# Your answer goes here, in place of the next line.\nraise NotImplementedError"
}
c.ClearSolutions.text_stub = "*Your answer goes here.*"

# Experiments are for reading (nbgrader generate_solution executes the rest).
c.Execute.skip_cells_with_tag = "experiment"
c.Execute.timeout = 60
c.Execute.extra_arguments = ["--Application.log_level=ERROR"]

# Grading: the exporter takes a submission's text and nothing else, and puts it into the
# instructor's notebook; GradeInSandbox stands in place of nbgrader's Execute. By name, so that
# formgrader uses them too. nbgrader's other steps have nothing left to mend: no metadata, tag or
# output of the submission is in the notebook any more. Without bubblewrap grading refuses;
# `nbgrader autograde MODULE --GradeInSandbox.unsafe=True` runs the answers with your own rights.
c.Autograde.exporter_class = "helpers.grading.nbgrader_hooks.autograde.RebuildingExporter"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [
    "helpers.grading.nbgrader_hooks.autograde.GradeInSandbox",
    "helpers.grading.nbgrader_hooks.autograde.SaveGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
]

# Feedback shows what a check said, and nothing of its hidden part; its formulas need no network.
c.GenerateFeedback.exporter_class = "helpers.grading.nbgrader_hooks.formulas.PageExporter"
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "helpers.grading.nbgrader_hooks.feedback.HideTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    "helpers.grading.nbgrader_hooks.feedback.WrapMessages",
]

# formgrader shows names and times that students may have chosen.
mend_formgrader()
c.HTMLExporter.preprocessors = ["helpers.grading.nbgrader_hooks.feedback.EscapeNames"]

# No script in an essay runs on the pages of feedback and formgrader, and no cell holds them up.
c.HTMLExporter.filters = {
    "strip_files_prefix": "helpers.grading.nbgrader_hooks.feedback.contained",
    "markdown2html": "helpers.grading.nbgrader_hooks.feedback.rendered",
    "highlight_code": "helpers.grading.nbgrader_hooks.feedback.coloured",
}
