"""From a class's submissions to grades: an instructor's rooms, which no student's process sees.

Threat model. A submission is a program written by a stranger, and it is run. Protected are
- other people's grades and work: each submission runs in a process and file system of its own, and
  nothing it writes is left for the next one;
- the hidden tests: judging stays in the instructor's process, which sends arguments to the sandbox
  and takes back plain values, read as untrusted bytes (sandbox/inside/frames.py, outcomes.py);
- the gradebook: only the instructor's process knows where it is, and writes it;
- the machine: bubblewrap, seccomp and limits on time, memory, threads and files (sandbox/).
Not protected are the reference implementations: they are public, and an answer that digs one out
gains no more than one that pastes it. A reference refuses to run while an answer to its own
exercise is called, as in the learner's notebook, so that it is not called by mistake.
With --unsafe there is no sandbox, and only the two in the middle hold.
"""
