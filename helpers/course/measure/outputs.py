"""`course nbval`: run the instructor notebooks again and compare what their cells show."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def compare_outputs(root: Path, slugs: Sequence[str]) -> int:
    """Run nbval over these modules with the course's settings; return pytest's exit code.

    It needs pytest and nbval alone, none of the packages that only the course's own tests need.
    The root's conftest.py says how figures are compared.
    """
    folders = [str(Path("solutions") / slug) for slug in slugs]
    words = [sys.executable, "-m", "pytest", "--nbval", "-p", "no:cacheprovider", *folders]
    sys.stdout.flush()
    return subprocess.run(words, cwd=root, check=False).returncode
