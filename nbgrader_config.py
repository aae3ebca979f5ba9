"""nbgrader's settings: where each step of grading keeps its files, and how answers are run.

The course's own folders hold the two ends (solutions/, notebooks/); everything between them is
made by nbgrader and stays under grading/, which git ignores.
"""

from pathlib import Path

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

# Experiments are for reading, not for grading; a check that takes a minute is a loop.
c.Execute.skip_cells_with_tag = "experiment"
c.Execute.timeout = 60
c.Execute.extra_arguments = ["--Application.log_level=ERROR"]

# A deleted check comes back and fails, instead of waiting for someone to grade it by hand.
c.OverwriteCells.add_missing_cells = True

# nbgrader's own steps, with two of ours (named, so that formgrader uses them too). RestoreCells is
# OverwriteCells for any cell that was deleted. The tags of a submission are the student's to edit,
# and a check tagged "experiment" would never run: ResetTags.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "helpers.course.nbgrader_steps.RestoreCells",
    "helpers.course.nbgrader_steps.ResetTags",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback shows what a check said, and nothing of its hidden part.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "helpers.course.nbgrader_steps.HideTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    "helpers.course.nbgrader_steps.WrapMessages",
]
