"""Reads the stored results of experiments, and finds the experiments themselves."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["ExperimentError", "Stored", "experiment_files", "result_path", "stored"]

HERE = Path(__file__).parent


class ExperimentError(Exception):
    """There is no such experiment, or no result of it; the text says what to run."""


@dataclass(frozen=True)
class Stored:
    """What an experiment returned.

    results: for each seed, in order, what run() returned. seconds: of CPU, for all seeds together.
    fingerprint: of the code and settings that made it.
    """

    name: str
    settings: dict[str, Any]
    seeds: list[int]
    seconds: float
    fingerprint: str
    results: list[dict[str, Any]]

    def note(self) -> str:
        """Return one sentence on where the numbers come from."""
        many = f"{len(self.seeds)} seeds" if len(self.seeds) > 1 else "1 seed"
        return (
            f"Stored: {many}, {self.seconds:,.0f} s of computing; "
            f"`course experiments {self.name}` runs it again."
        )


def experiment_files(folder: Path = HERE) -> dict[str, Path]:
    """Return the file of each experiment, by name."""
    found = sorted(folder.glob("m[0-9][0-9]_*/[!_]*.py"))
    return {path.stem: path for path in found}


def result_path(name: str, folder: Path = HERE) -> Path:
    """Return where the result of an experiment is stored."""
    return folder.parents[1] / "data" / "results" / f"{name}.json"


def stored(name: str, folder: Path = HERE) -> Stored:
    """Read the stored result of an experiment.

    Raises: ExperimentError if there is no such experiment, or its result is absent or damaged.
    """
    if name not in experiment_files(folder):
        known = ", ".join(experiment_files(folder)) or "none"
        raise ExperimentError(f"no experiment {name!r}; there are {known}")
    path = result_path(name, folder)
    try:
        return Stored(name, **json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ExperimentError(f"{path}: not there; run: course experiments {name}") from None
    except (ValueError, TypeError):
        raise ExperimentError(f"{path}: damaged; run: course experiments {name}") from None
