"""Run every benchmark, with one thread and with two, and write one table: `make bench`.

Thread counts have to be set before NumPy and PyTorch are loaded, so each has a process of its own.
OPENBLAS_CORETYPE tells NumPy's OpenBLAS, but not PyTorch's oneDNN, which processor's kernels to
take, so these runs go without it; where it is set, one more run with it shows what it costs.
The table is printed and written to .benchmarks/table.md, beside the numbers it was made from.
"""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parents[1] / ".benchmarks"
KERNELS = "OPENBLAS_CORETYPE"
FREE = {name: value for name, value in os.environ.items() if name != KERNELS}
RUNS = {"1": FREE, "2": FREE}
if KERNELS in os.environ:
    RUNS[f"1, {KERNELS}={os.environ[KERNELS]}"] = dict(os.environ)
PLAIN, FAST, SCRATCH, TEXTBOOK = "torch.nn.LSTM", "nn/fast_lstm", "scratch", "textbook"
WAYS = (PLAIN, FAST, SCRATCH, TEXTBOOK)


def main():
    """Run the benchmarks and write the table."""
    RESULTS.mkdir(exist_ok=True)
    runs = {}
    for run, environment in RUNS.items():
        files = sorted(HERE.glob("bench_*.py")) if run == "1" else [HERE / "bench_lstm.py"]
        runs[run] = measure(run, environment, files)
    text = "\n\n".join([steps(runs), growth(runs), long_sequence(runs), products(runs), rest(runs)])
    (RESULTS / "table.md").write_text(text + "\n", encoding="utf-8")
    print(text)


def measure(run, environment, files):
    """Run benchmark files in a process of their own -> their entries in the JSON file."""
    path = RESULTS / f"threads_{run.replace(', ', '_').replace('=', '_')}.json"
    command = [sys.executable, "-m", "pytest", "-n", "0", "--quiet", "--benchmark-only"]
    command += ["--benchmark-columns=median", f"--benchmark-json={path}", *map(str, files)]
    environment = {**environment, "OMP_NUM_THREADS": run[0]}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\nbench: the run {run} failed.")
    return json.loads(path.read_text(encoding="utf-8"))["benchmarks"]


def medians(entries, kind):
    """Collect the medians of one kind in milliseconds: {(size, way): ms}."""
    return {
        (tuple(info["size"]) if kind != "product" else info["size"], info["way"]): 1000 * median
        for info, median in ((e["extra_info"], e["stats"]["median"]) for e in entries)
        if info.get("kind") == kind
    }


def peak(entries):
    """Give the fastest matrix product in GFLOP/s."""
    return max(2 * n**3 / ms / 1e6 for (n, _), ms in medians(entries, "product").items())


def flops(T, B, D, H):
    """Count the products of a training step: one forward, two backward, over D + H rows of W."""
    return 3 * 2 * T * B * (D + H) * 4 * H


def steps(runs):
    """Tabulate one training step."""
    head = ["T, B, D, H", "threads", *(f"{way} ms" for way in WAYS)]
    head += [f"{way} / torch" for way in WAYS[1:]]
    head += ["textbook / scratch", *(f"{way} of peak" for way in WAYS)]
    rows = []
    for threads, entries in runs.items():
        ms, top = medians(entries, "step"), peak(entries)
        for size in dict.fromkeys(size for size, _ in ms):
            times = [ms[size, way] for way in WAYS]
            row = [", ".join(map(str, size)), threads, *(f"{time:.3g}" for time in times)]
            row += [f"{time / times[0]:.2f}" for time in times[1:]]
            row += [f"{times[3] / times[2]:.2f}"]
            row += [f"{flops(*size) / time / 1e6 / top:.0%}" for time in times]
            rows.append(row)
    return "## One training step, float32, medians\n\n" + markdown(head, rows)


def growth(runs):
    """Tabulate how a step's time grows: the slope of log time over log T and log H."""
    rows = []
    for threads, entries in runs.items():
        ms = medians(entries, "step")
        sizes = dict.fromkeys(size for size, _ in ms)
        for letter, axis in (("T", 0), ("H", 3)):
            base = next(iter(sizes))
            line = sorted(s for s in sizes if all(s[k] == base[k] for k in range(4) if k != axis))
            logs = [math.log(size[axis]) for size in line]
            powers = [slope(logs, [math.log(ms[size, way]) for size in line]) for way in WAYS]
            span = f"{letter} = {line[0][axis]} to {line[-1][axis]}"
            rows.append([span, threads, *(f"{power:.2f}" for power in powers)])
    return "## Growth: time ~ T^k, H^k\n\n" + markdown(["range", "threads", *WAYS], rows)


def slope(xs, ys):
    """Fit a line by least squares and give its slope."""
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    pairs = [(x - mean_x, y - mean_y) for x, y in zip(xs, ys, strict=True)]
    return sum(x * y for x, y in pairs) / sum(x * x for x, _ in pairs)


def long_sequence(runs):
    """Tabulate the scan against the LSTM on a long sequence."""
    rows = []
    for threads, entries in runs.items():
        ms = medians(entries, "long")
        size = next(iter(ms))[0]
        times = {way: time for (_, way), time in ms.items()}
        lstm, scanned = times[PLAIN], times["minGRU, scanned"]
        name = ", ".join(map(str, size))
        rows.append([name, threads, f"{lstm:.3g}", f"{scanned:.3g}", f"{scanned / lstm:.2f}"])
    head = ["T, B, D, H", "threads", f"{PLAIN} ms", "minGRU, scanned ms", "minGRU / torch"]
    return "## Scan, one training step\n\n" + markdown(head, rows)


def products(runs):
    """Tabulate the products that the peak is the best of."""
    rows = [
        [f"{n} x {n}", threads, way, f"{2 * n**3 / ms / 1e6:.0f}"]
        for threads, entries in runs.items()
        for (n, way), ms in medians(entries, "product").items()
    ]
    return "## Matrix product\n\n" + markdown(["size", "threads", "way", "GFLOP/s"], rows)


def rest(runs):
    """Tabulate the benchmarks of other files, run with one thread."""
    entries = [entry for entry in runs["1"] if "kind" not in entry["extra_info"]]
    rows = [[entry["name"], f"{1000 * entry['stats']['median']:.3g}"] for entry in entries]
    return "## Other benchmarks, one thread\n\n" + markdown(["benchmark", "median ms"], rows)


def markdown(head, rows):
    """Write a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


if __name__ == "__main__":
    main()
