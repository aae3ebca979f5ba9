"""Optional downloads: named, checksummed, cached, and never needed.

data/registry.toml lists them. The cache is the folder named by RNN_COURSE_CACHE, or data/cache.
A file put there by hand counts as cached when its checksum is right, and is never deleted.
"""

import hashlib
import logging
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

CACHE_VARIABLE = "RNN_COURSE_CACHE"
TIMEOUT = 30  # seconds without an answer before a download is given up
NO_NETWORK = {  # requests' names for it
    "ConnectionError": "no connection",
    "ProxyError": "no connection through the proxy",
    "ConnectTimeout": f"no answer within {TIMEOUT} s",
    "ReadTimeout": f"no answer within {TIMEOUT} s",
    "ChunkedEncodingError": "the connection broke off",
}
BUILT_IN = "pydoc_topics() and stdlib_sources() in helpers.datasets.text need no download"


class DatasetUnavailable(RuntimeError):
    """A registered data set is neither cached nor downloadable; the message says what to do."""


@dataclass(frozen=True)
class Entry:
    """One data set of the registry."""

    name: str
    file: str
    url: str
    sha256: str
    bytes: int
    licence: str
    about: str


def registry():
    """Read the registry: {name: Entry}."""
    with _registry_file().open("rb") as file:
        return {name: Entry(name=name, **fields) for name, fields in tomllib.load(file).items()}


def cache_folder():
    """Return the folder that downloads are kept in; it need not exist yet."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named).expanduser()
    if _registry_file().parent.name == "data":  # a checkout
        return _registry_file().parent / "cache"
    import pooch

    return Path(pooch.os_cache("rnn-course"))


def cached_path(name):
    """Return the path of a data set that is cached and whole, else None; uses no network.

    Where something else is cached under its file name, fetch says what is wrong with it.
    Raises: ValueError if the registry has no such name.
    """
    entry = _entry(name)
    path = cache_folder() / entry.file
    try:
        return path if _found(path) == entry.sha256 else None
    except DatasetUnavailable:  # something is there that cannot be read
        return None


def fetch(name):
    """Return the path of a data set, downloading it once if it is not cached.

    Raises: DatasetUnavailable if the cached file is not the registered one, or the download
    fails or brings something else; ValueError if the registry has no such name.
    """
    entry = _entry(name)
    path = cache_folder() / entry.file
    found = _found(path)
    if found is None:
        _download(entry, path)
    elif found != entry.sha256:
        raise DatasetUnavailable(
            f"{path} is not the registered {name}: its sha256 begins {found[:12]}, expected "
            f"{entry.sha256[:12]}; it is broken or another version. Move it away to download "
            f"{name} again. {BUILT_IN}."
        )
    return path


def _download(entry, path):
    """Download one entry to path; a wrong or interrupted download leaves no file there."""
    import pooch

    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.ERROR)  # its news goes to stderr, where nbgrader takes it for a fault
    try:
        pooch.retrieve(
            entry.url,
            known_hash=f"sha256:{entry.sha256}",
            fname=path.name,
            path=path.parent,
            downloader=pooch.HTTPDownloader(timeout=TIMEOUT),
        )
    except (OSError, ValueError) as error:  # requests' errors are OSErrors too
        raise DatasetUnavailable(
            f"{entry.name} could not be downloaded from {entry.url} to {path}: {_reason(error)}. "
            f"Try again with a network, or save that address as {path} yourself. {BUILT_IN}."
        ) from None  # the message has the reason; the libraries' tracebacks are pages long
    finally:
        logger.setLevel(level)


def _reason(error):
    """Put a download's failure in a few words: requests' own run over several lines."""
    if isinstance(error, ValueError) and "hash" in str(error):
        return "what came has the wrong checksum, so it was thrown away"
    kind = type(error).__name__
    if kind in NO_NETWORK:
        return NO_NETWORK[kind]
    words = str(error).strip().splitlines()
    return f"{kind}: {words[0][:200]}" if words else kind


def _found(path):
    """Return the sha256 of the file at path, or None if there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DatasetUnavailable(f"{path} cannot be read: {error.strerror}. {BUILT_IN}.") from error


def _entry(name):
    """Look a name up in the registry."""
    entries = registry()
    if name not in entries:
        raise ValueError(f"name is {name!r}, expected one of: {', '.join(entries)}.")
    return entries[name]


def _registry_file():
    """Find registry.toml: in data/ of a checkout, or beside this file in an installed package."""
    checkout = Path(__file__).parents[2] / "data" / "registry.toml"
    return checkout if checkout.is_file() else Path(__file__).with_name("registry.toml")
