"""Writes a file into every folder of the Python environment, the course and the system."""

ANSWERS = {
    "one_hot": r"""
import os
import sys
import sysconfig

places = {"/", "/etc", "/usr", "/usr/local", "/opt", "/srv", "/var", "/var/lib", "/run", "/root",
          "/home", "/boot", "/mnt", "/sys", "/sys/fs/cgroup", "/proc/sys/kernel", "/work"}
places |= set(filter(None, sys.path)) | set(sysconfig.get_paths().values())
for module in list(sys.modules.values()):
    places.add(os.path.dirname(str(getattr(module, "__file__", None) or "")))
for place in sorted(places - {""}):
    path = os.path.join(place, "attack_was_here.pth")
    try:
        with open(path, "w") as file:
            file.write("import os")
    except OSError:
        continue
    say("WROTE", path)
for path in ("/proc/sysrq-trigger", "/proc/self/oom_score_adj",
             "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/dev/kmsg", "/dev/mem"):
    try:
        with open(path, "w") as file:
            file.write("0")
        if "self" not in path:
            say("WROTE", path)
    except OSError:
        pass


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
