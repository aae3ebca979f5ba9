"""Names a kernel, a language and a program of its own in the notebook's metadata."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}


def notebook(submitted):
    """Return the submission with another kernel."""
    submitted["metadata"] = {
        "kernelspec": {
            "name": "../../attack",
            "display_name": "x",
            "argv": ["touch", "/tmp/attack-was-here"],
            "language": "bash",
        },
        "language_info": {"name": "bash", "file_extension": "/../../x.sh"},
        "nbgrader": {"__class__": "os.system"},
    }
    return submitted
