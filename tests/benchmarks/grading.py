"""Measures grading a class: stock nbgrader, nbgrader with the course's steps, and `course grade`.

Run by hand: `python tests/benchmarks/grading.py 1 --submissions 200 --workers 2`. With --bad some
submissions crash or never end; `--growth 5000` grades that many with `course grade` alone and
compares the first hundred with the last: rate and memory.
"""

import argparse
import contextlib
import io
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import grading_class
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from helpers.common.nbgrader_settings import find_scripts, read_settings
from helpers.course.author.source import find_sources


def main():
    """Make the classes, grade them, and print one table."""
    words = parser().parse_args()
    find_scripts()
    slug = find_sources(grading_class.ROOT, [words.module])[0].stem
    with tempfile.TemporaryDirectory() as folder:
        if words.growth:
            growth(Path(folder), slug, words)
        else:
            compare(Path(folder), slug, words)


def parser():
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("module", help="number or name of the module")
    made.add_argument("--submissions", type=int, default=200)
    made.add_argument("--workers", type=int, default=2)
    made.add_argument("--stock-seconds", type=float, default=120, help="time for stock nbgrader")
    made.add_argument("--bad", action="store_true", help="some crash, some never end")
    made.add_argument("--growth", type=int, default=0, metavar="N")
    return made


def compare(folder, slug, words):
    """Grade the same class in three ways."""
    roots = {name: folder / name for name in ("stock", "plugged", "course grade")}
    for name, root in roots.items():
        grading_class.lay_out(root, slug, stock=name == "stock")
        bad = grading_class.hand_in(root, slug, words.submissions, words.bad)
    rows = {
        "stock": through_nbgrader(roots["stock"], slug, words.stock_seconds),
        "plugged": through_nbgrader(roots["plugged"], slug, None),
    }
    start = time.perf_counter()
    watched = watched_run(roots["course grade"], slug, words.workers)
    rows["course grade"] = (words.submissions, time.perf_counter() - start)
    stock = rows["stock"][0] / rows["stock"][1]
    print(f"{slug}: {words.submissions} submissions, {len(bad)} bad, {words.workers} processes\n")
    print("| way | submissions | seconds | a second | against stock | a second, without start |")
    print("|---|---|---|---|---|---|")
    for name, (number, seconds) in rows.items():
        rate = number / seconds
        running = f"{watched['rate']:.2f}" if name == "course grade" else "no start"
        print(
            f"| {name} | {number} | {seconds:.1f} | {rate:.2f} | {rate / stock:.1f} | {running} |"
        )
    print()
    scores = {name: scores_of(root, slug) for name, root in roots.items()}
    for other in ("stock", "plugged"):
        same_scores(scores[other], scores["course grade"], other, bad)


def through_nbgrader(root, slug, limit):
    """Grade through nbgrader's API, one student after the other; return number and seconds.

    limit: seconds after which no other is begun; None: all.
    """
    settings = read_settings(root)
    api = NbGraderAPI(config=settings.config)
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    with contextlib.redirect_stderr(io.StringIO()):
        done = api.generate_assignment(slug, force=True)
        assert done["success"], done
        number, start = 0, time.perf_counter()
        for path in sorted((root / "grading" / "submitted").iterdir()):
            if limit is not None and time.perf_counter() - start > limit:
                break
            api.autograde(slug, path.name)
            number += 1
    return number, time.perf_counter() - start


def scores_of(root, slug):
    """Return what was graded: student -> {cell: score}."""
    course = read_settings(root).course
    with Gradebook(course.db_url, course.course_id) as book:
        return {
            one.student.id: {grade.name: grade.auto_score for grade in one.notebooks[0].grades}
            for one in book.assignment_submissions(slug)
        }


def same_scores(theirs, ours, name, bad):
    """Say whether both graded alike what both have graded."""
    both = sorted(theirs.keys() & ours.keys())
    differ = [student for student in both if theirs[student] != ours[student]]
    text = f"{name}: {len(both) - len(differ)} of {len(both)} have the scores of `course grade`"
    among = f", {len(set(differ) & set(bad))} of the others are bad ones" if differ else ""
    print(text + among)
    for student in [one for one in differ if one not in bad][:5]:
        print(f"  {student}: {theirs[student]} there, {ours[student]} here")


def growth(folder, slug, words):
    """Grade many and compare the first hundred with the last."""
    grading_class.lay_out(folder, slug)
    grading_class.hand_in(folder, slug, words.growth, words.bad)
    start = time.perf_counter()
    watched = watched_run(folder, slug, words.workers)
    seconds = time.perf_counter() - start
    print(f"{slug}: {words.growth} submissions in {seconds:.0f} s, {words.workers} processes\n")
    print("| hundred | a second | main process MB | all processes MB (shared once) |")
    print("|---|---|---|---|")
    for name in ("first", "middle", "last"):
        one = watched[name]
        print(f"| {name} | {one['rate']:.2f} | {one['main']:.0f} | {one['all']:.0f} |")
    print("\n" + "\n".join(watched["summary"]))


def watched_run(root, slug, workers):
    """Run what `course grade` runs as a process of its own; return what it saw of itself."""
    watch = Path(__file__).with_name("grading_watch.py")
    run = [sys.executable, str(watch), slug, str(root), str(workers)]
    done = subprocess.run(run, cwd=root, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
