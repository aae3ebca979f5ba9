"""`course experiments`: runs experiments, stores what they give, and finds stored results stale.

A result is stale when the code behind it or its settings have changed since. The code is that of
the experiment and of everything in helpers/ that it imports, read as Python reads it: a comment, a
docstring or a line break changes nothing.
"""

import ast
import hashlib
import importlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from helpers.common.files import write_whole
from helpers.common.import_closure import import_closure
from helpers.experiments import store
from helpers.experiments.store import ExperimentError, experiment_files, result_path, stored

__all__ = ["find_experiments", "fingerprint", "run_experiment", "stale_results"]

DEFINITIONS = ast.Module | ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef


def find_experiments(names: Sequence[str], folder: Path = store.HERE) -> list[str]:
    """Return the names of the experiments to run; those of all modules if none is named.

    Raises: ExperimentError for a name that no experiment has.
    """
    known = experiment_files(folder)
    for name in names:
        if name not in known:
            raise ExperimentError(f"no experiment {name!r}; there are {', '.join(known)}")
    return list(names) or list(known)


def run_experiment(name: str, tell: Callable[[str], None] = print) -> Path:
    """Run an experiment for all its seeds and store what it returns; return the file.

    Raises: ExperimentError if a result is not plain data.
    """
    path = experiment_files()[name]
    module = importlib.import_module(f"helpers.experiments.{path.parent.name}.{name}")
    start, results = time.process_time(), []
    for seed in module.SEEDS:
        results.append(module.run(seed, **module.SETTINGS))
        tell(f"{name}: seed {seed}, {time.process_time() - start:,.0f} s so far")
    record = {
        "settings": module.SETTINGS,
        "seeds": list(module.SEEDS),
        "seconds": round(time.process_time() - start, 1),
        "fingerprint": fingerprint(path),
        "results": results,
    }
    try:
        text = json.dumps(record, indent=1, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ExperimentError(f"{name}: a result is not plain data: {error}") from None
    target = result_path(name)
    write_whole(target, f"{text}\n".encode())
    return target


def stale_results(folder: Path = store.HERE) -> Iterator[str]:
    """Yield a line for each experiment whose stored result is absent, damaged or out of date."""
    known = experiment_files(folder)
    for name, path in known.items():
        try:
            if stored(name, folder).fingerprint != fingerprint(path):
                yield f"data/results/{name}.json: out of date; run: course experiments {name}"
        except ExperimentError as error:
            yield str(error)
    for path in sorted(result_path("", folder).parent.glob("*.json")):
        if path.stem not in known:
            yield f"data/results/{path.name}: no experiment has this name; remove the file"


def fingerprint(path: Path) -> str:
    """Return a digest of an experiment's code and of what it imports of the helpers."""
    helpers = path.parents[2]
    digest = hashlib.sha256()
    for file in import_closure([], [path], helpers):
        tree = ast.parse(file.read_bytes())
        digest.update(f"\0{file.relative_to(helpers).as_posix()}\0".encode())
        digest.update(repr(_plain(tree)).encode())
    return digest.hexdigest()


def _plain(node: Any) -> Any:
    """Return a syntax tree as nested tuples, without docstrings, positions and empty fields.

    Empty fields are left out because each Python adds some.
    """
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, ast.AST):
        return repr(node)
    values = [(name, value) for name, value in ast.iter_fields(node) if value not in (None, [])]
    if isinstance(node, DEFINITIONS) and ast.get_docstring(node) is not None:
        values = [(name, v[1:] if name == "body" else v) for name, v in values]
    return type(node).__name__, [(name, _plain(value)) for name, value in values]
