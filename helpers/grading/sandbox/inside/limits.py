"""How much time, memory and output one submission may use."""

from typing import NamedTuple


class Limits(NamedTuple):
    """What one submission may use; generous for honest answers, which take a few seconds.

    seconds: wall time of one exercise, its cell and all of its calls together.
    cpu_seconds: CPU time of the whole submission, over all of its threads.
    memory_mb: memory beyond what Python and the libraries take before the first answer runs.
    threads: how many threads it may have at once. open_files: files and sockets.
    output_bytes: what is kept of an exercise's printed text. reply_bytes: one result, encoded.
    file_mb: one file. tmp_mb: all files together.
    """

    seconds: float = 20.0
    cpu_seconds: int = 300
    memory_mb: int = 1024
    threads: int = 32
    open_files: int = 64
    output_bytes: int = 100_000
    reply_bytes: int = 64_000_000
    file_mb: int = 16
    tmp_mb: int = 32
