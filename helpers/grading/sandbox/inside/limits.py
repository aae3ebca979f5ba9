"""How much time, memory and output one submission may use."""

from typing import NamedTuple


class Limits(NamedTuple):
    """What one submission may use; generous for honest answers, which take a few seconds.

    seconds: CPU time of one exercise, its cell and all of its calls together, over all threads.
    wall_seconds: wall time of the same, for code that sleeps or waits. Far larger than seconds, so
      that a busy machine changes no verdict.
    cpu_seconds: CPU time of one of its processes, held by the kernel.
    memory_mb: memory beyond what Python and the libraries take before the first answer runs.
    threads: how many threads it may have at once. open_files: files and sockets.
    output_bytes: what is kept of an exercise's printed text. reply_bytes: one result, encoded.
    file_mb: one file. tmp_mb: all files together.
    """

    seconds: float = 20.0
    wall_seconds: float = 150.0
    cpu_seconds: int = 300
    memory_mb: int = 1024
    threads: int = 32
    open_files: int = 64
    output_bytes: int = 100_000
    reply_bytes: int = 64_000_000
    file_mb: int = 16
    tmp_mb: int = 32
