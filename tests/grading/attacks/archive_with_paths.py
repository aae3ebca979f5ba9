"""Hands in archives whose members would be unpacked outside the folder."""

import io
import tarfile
import zipfile

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}


def files(folder, notebook, course):
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
