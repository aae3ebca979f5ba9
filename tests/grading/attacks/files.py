"""Files, links and folders in place of a notebook or beside it."""

import io
import os
import socket
import stat
import tarfile
import zipfile

from tests.grading.attacks.attack import Attack


def archive_as_notebook_files(folder, notebook, course):
    """Write an archive of 200 MB of zeros."""
    path = folder / "00_start_here.ipynb"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("00_start_here.ipynb", b"\0" * 200_000_000)


def archive_with_paths_files(folder, notebook, course):
    """Write the archives beside the notebook."""
    (folder / "00_start_here.ipynb").write_text(notebook, encoding="utf-8")
    with zipfile.ZipFile(folder / "work.zip", "w") as packed:
        for name in ("../../../attack-was-here", "/tmp/attack-was-here", "..\\attack-was-here"):
            packed.writestr(name, "x")
    with tarfile.open(folder / "work.tar.gz", "w:gz") as packed:
        for name in ("../../attack-was-here", "/tmp/attack-was-here"):
            packed.addfile(tarfile.TarInfo(name), io.BytesIO(b""))
        link = tarfile.TarInfo("out")
        link.type, link.linkname = tarfile.SYMTYPE, "/"
        packed.addfile(link)


def device_notebook_files(folder, notebook, course):
    """Make /dev/zero again where that is allowed, else a socket."""
    path = folder / "00_start_here.ipynb"
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        made, there = socket.socket(socket.AF_UNIX), os.open(folder, os.O_DIRECTORY)
        made.bind(f"/proc/self/fd/{there}/{path.name}")  # a socket's path has to be short
        made.close()
        os.close(there)


def fifo_notebook_files(folder, notebook, course):
    """Make the pipe, and a socket's worth of links to devices."""
    os.mkfifo(folder / "00_start_here.ipynb")
    (folder / "zero.ipynb").symlink_to("/dev/zero")
    (folder / "terminal.ipynb").symlink_to("/dev/tty")


def folder_as_notebook_files(folder, notebook, course):
    """Make the folders, and a link that leads back up."""
    deepest = folder / "00_start_here.ipynb"
    for _ in range(300):
        deepest = deepest / "x"
    os.makedirs(deepest)
    (folder / "00_start_here.ipynb" / "loop").symlink_to(folder)


def hard_linked_notebook_files(folder, notebook, course):
    """Write the notebook and the link."""
    (folder / "00_start_here.ipynb").write_text(notebook, encoding="utf-8")
    os.link(course / "canary-of-the-instructor", folder / "notes.txt")


def symlinked_folder_files(folder, notebook, course):
    """Write the link."""
    folder.rmdir()
    folder.symlink_to(course / "solutions" / "00_start_here")


def symlinked_notebook_files(folder, notebook, course):
    """Write the link."""
    target = course / "solutions" / "00_start_here" / "00_start_here.ipynb"
    (folder / "00_start_here.ipynb").symlink_to(target)
    (folder / "notes.txt").symlink_to(course / "canary-of-the-instructor")


def huge_notebook_files(folder, notebook, course):
    """Write the notebook's file."""
    with open(folder / "00_start_here.ipynb", "wb") as file:
        file.truncate(8 << 30)


def many_files_files(folder, notebook, course):
    """Write the notebook and the files beside it."""
    for number in range(2_000):
        (folder / f"{number}.ipynb").touch()
        if number == 1_500:
            (folder / "00_start_here.ipynb").write_text(notebook, encoding="utf-8")


def strange_names_files(folder, notebook, course):
    """Write the notebook and the files beside it."""
    (folder / "00_start_here.ipynb").write_text(notebook, encoding="utf-8")
    for name in ("--help", "-rf", "a\nb", "<script>alert(1)", "\x1b[2J", "x" * 250, "%s"):
        (folder / name).write_text("x")
    with open(os.fsencode(folder) + b"/\xff\xfe", "wb") as file:
        file.write(b"x")


SHADOW = "import os\nopen('/tmp/attack-was-here', 'w').close()\ncheck_one_hot = print\n"


def shadowing_files_files(folder, notebook, course):
    """Write the notebook and the files beside it."""
    (folder / "00_start_here.ipynb").write_text(notebook, encoding="utf-8")
    for name in ("numpy.py", "json.py", "torch.py", "socket.py", "helpers.py"):
        (folder / name).write_text(SHADOW)
    for name in ("helpers", "helpers/checks", "nbgrader"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(SHADOW)
    (folder / "helpers" / "checks" / "m00_start_here.py").write_text(SHADOW)


START_UP = "import os\nopen('/tmp/attack-was-here', 'w').close()\n"
START_UP_NAMES = """
sitecustomize.py usercustomize.py conftest.py evil.pth pyvenv.cfg nbgrader_config.py
jupyter_config.py ipython_config.py .ipython/profile_default/startup/00.py
.jupyter/jupyter_server_config.py .git/hooks/post-checkout .git/config .env .envrc
__pycache__/numpy.cpython-311.pyc .ipynb_checkpoints/00_start_here-checkpoint.ipynb
"""


def start_up_files_files(folder, notebook, course):
    """Write the notebook and the files beside it."""
    (folder / "00_start_here.ipynb").write_text(notebook, encoding="utf-8")
    for name in START_UP_NAMES.split():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(START_UP)


def merge_marks_without_end_files(folder, notebook, course):
    """Write the marks that begin conflicts, and none that ends one."""
    text = "<<<<<<<\n|||||||\n=======\n" * 3_000
    (folder / "00_start_here.ipynb").write_text(text, encoding="utf-8")


def fences_without_end_files(folder, notebook, course):
    """Write two megabytes of fences, on each of which a search for the end would start."""
    text = "def one_hot(\n" + "```x\n" * 390_000
    (folder / "00_start_here.ipynb").write_text(text, encoding="utf-8")


ATTACKS = {
    "archive_as_notebook": Attack(
        "Hands in a compressed bomb by the notebook's name.",
        loses=("one_hot", "next_token_pairs"),
        named="00_start_here.ipynb",
        files=archive_as_notebook_files,
    ),
    "archive_with_paths": Attack(
        "Hands in archives whose members would be unpacked outside the folder.",
        cell="",
        files=archive_with_paths_files,
    ),
    "device_notebook": Attack(
        "Hands in a device node as its notebook.",
        loses=("one_hot", "next_token_pairs"),
        named="00_start_here.ipynb",
        files=device_notebook_files,
    ),
    "fifo_notebook": Attack(
        "Hands in a pipe as its notebook, to which nothing is ever written.",
        loses=("one_hot", "next_token_pairs"),
        named="00_start_here.ipynb",
        files=fifo_notebook_files,
    ),
    "folder_as_notebook": Attack(
        "Hands in a folder by the notebook's name, with folders nested in it without end.",
        loses=("one_hot", "next_token_pairs"),
        files=folder_as_notebook_files,
    ),
    "hard_linked_notebook": Attack(
        "Hands in a hard link to one of the instructor's files beside its notebook.",
        cell="",
        files=hard_linked_notebook_files,
    ),
    "symlinked_folder": Attack(
        "Hands in a folder that is a link to the instructor's folder of solutions.",
        loses=("one_hot", "next_token_pairs"),
        gains=0,
        files=symlinked_folder_files,
    ),
    "symlinked_notebook": Attack(
        "Hands in a link to the instructor's own solution as its notebook.",
        loses=("one_hot", "next_token_pairs"),
        gains=0,
        named="00_start_here.ipynb",
        files=symlinked_notebook_files,
    ),
    "huge_notebook": Attack(
        "Hands in a sparse file of 8 GB as the notebook.",
        loses=("one_hot", "next_token_pairs"),
        named="00_start_here.ipynb",
        files=huge_notebook_files,
    ),
    "many_files": Attack(
        "Hands in two thousand files beside its notebook.",
        cell="",
        files=many_files_files,
    ),
    "strange_names": Attack(
        "Hands in files whose names hold newlines, markup, options and control codes.",
        cell="",
        files=strange_names_files,
    ),
    "shadowing_files": Attack(
        "Hands in files that shadow numpy, helpers and the standard library.",
        cell="",
        files=shadowing_files_files,
    ),
    "start_up_files": Attack(
        "Hands in start-up files of Python, IPython, Jupyter, nbgrader, pytest and git.",
        cell="",
        files=start_up_files_files,
    ),
    "merge_marks_without_end": Attack(
        "Hands in a small file of merge marks on which a regular expression would search for days.",
        loses=("one_hot", "next_token_pairs"),
        files=merge_marks_without_end_files,
    ),
    "fences_without_end": Attack(
        "Hands in a script with Markdown fences that open and never close.",
        loses=("one_hot", "next_token_pairs"),
        files=fences_without_end_files,
    ),
}
