"""Uses IPython's magics and shell lines to run other programs and to change the kernel."""

ANSWERS = {
    "one_hot": """
!touch attack-was-here /tmp/attack-was-here ~/attack-was-here
%cd /
%load_ext autoreload
%run /proc/self/cmdline
files = !ls /
%%time
get_ipython().system("touch ~/attack-was-here")


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
OWN_CELLS = [
    """
%%bash
touch attack-was-here /tmp/attack-was-here
kill -9 -1
""",
    """
%%javascript
IPython.notebook.execute_all_cells()
""",
]
