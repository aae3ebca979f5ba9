"""Downloads: cached, checksummed, and clear about what went wrong. No test leaves this machine."""

import gc
import hashlib
import http.server
import logging
import re
import threading

import pooch
import pytest

from helpers.datasets import registry
from helpers.datasets.registry import DatasetUnavailable, cached_path, fetch

BODY = b"First Citizen: a small stand-in\n" * 50


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves BODY whole, cut short, altered, or not at all, as the address asks."""

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path == "/missing":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        cut = {"/cut": BODY[:99], "/altered": BODY[::-1]}
        self.wfile.write(cut.get(self.path, BODY))

    def log_message(self, *args):
        """Keep stderr clean: tests look at it."""


@pytest.fixture(scope="module")
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def place(tmp_path, monkeypatch, server):
    """A registry of one data set, `plays`, at an address of choice; returns the cache folder."""
    cache = tmp_path / "cache"
    monkeypatch.setenv(registry.CACHE_VARIABLE, str(cache))
    monkeypatch.setenv("NO_PROXY", "*")
    server.asked.clear()
    listing = tmp_path / "registry.toml"
    monkeypatch.setattr(registry, "_registry_file", lambda: listing)

    def put(path="/whole", url=None):
        url = url or f"http://127.0.0.1:{server.server_port}{path}"
        listing.write_text(
            f'[plays]\nfile = "plays.txt"\nurl = "{url}"\nbytes = {len(BODY)}\n'
            f'sha256 = "{hashlib.sha256(BODY).hexdigest()}"\nlicence = "none"\nabout = "test"\n'
        )
        return cache

    return put


@pytest.fixture
def pooch_says(caplog):
    """Records what pooch logs: its logger stands outside logging's hierarchy."""
    logger = pooch.get_logger()
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


def test_fetch_downloads_once_and_then_needs_no_network(place, server, pooch_says):
    cache = place()
    assert cached_path("plays") is None
    assert not cache.exists()
    assert fetch("plays") == cache / "plays.txt"
    assert (cache / "plays.txt").read_bytes() == BODY
    assert fetch("plays") == cached_path("plays") == cache / "plays.txt"
    assert server.asked == ["/whole"]
    assert [path.name for path in cache.iterdir()] == ["plays.txt"]
    assert not pooch_says.records  # pooch logs to stderr, and nbgrader takes that for a fault


def test_cached_path_never_asks_the_network(place, server, monkeypatch):
    place()
    monkeypatch.setattr(pooch, "retrieve", lambda *args, **kwargs: pytest.fail("asked"))
    assert cached_path("plays") is None
    assert server.asked == []


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # pooch drops a broken response
@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/missing", "HTTPError: 404"),
        ("/altered", "wrong checksum, so it was thrown away"),
        ("/cut", "the connection broke off|wrong checksum"),
    ],
)
def test_a_failed_download_is_explained_and_leaves_nothing(place, path, reason, pooch_says):
    cache = place(path)
    with pytest.raises(DatasetUnavailable, match=reason) as caught:
        fetch("plays")
    message = str(caught.value)
    assert "\n" not in message
    for part in ("plays could not be downloaded from http://", str(cache), "pydoc_topics()"):
        assert part in message
    assert list(cache.iterdir()) == []
    assert not pooch_says.records
    place("/whole")
    assert fetch("plays").read_bytes() == BODY  # the failure does not stand in the way
    del caught
    gc.collect()  # so that pooch's open socket is found here and not in another test


def test_no_network_is_one_clear_line(place):
    cache = place(url="http://127.0.0.1:1/plays.txt")  # nobody listens on port 1
    with pytest.raises(DatasetUnavailable, match=r"plays.txt: no connection. Try again") as caught:
        fetch("plays")
    # No page of tracebacks in a notebook.
    assert caught.value.__suppress_context__
    assert caught.value.__cause__ is None
    assert not cache.exists() or list(cache.iterdir()) == []


def test_a_broken_cached_file_is_named_and_kept(place, server):
    cache = place()
    cache.mkdir()
    (cache / "plays.txt").write_bytes(BODY[:-1])
    assert cached_path("plays") is None
    with pytest.raises(DatasetUnavailable, match=r"is not the registered plays: .*Move it away"):
        fetch("plays")
    assert (cache / "plays.txt").read_bytes() == BODY[:-1]
    assert server.asked == []


def test_a_file_put_there_by_hand_is_used(place, server):
    cache = place(url="http://127.0.0.1:1/plays.txt")
    cache.mkdir()
    (cache / "plays.txt").write_bytes(BODY)
    assert fetch("plays") == cached_path("plays") == cache / "plays.txt"


def test_a_cache_that_cannot_be_used_is_named(place, tmp_path, monkeypatch):
    cache = place()
    (cache / "plays.txt").mkdir(parents=True)  # a folder where the file should be
    assert cached_path("plays") is None
    with pytest.raises(DatasetUnavailable, match=r"plays.txt cannot be read"):
        fetch("plays")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(registry.CACHE_VARIABLE, str(tmp_path / "file"))
    with pytest.raises(DatasetUnavailable, match=r"cannot be read|could not be downloaded"):
        fetch("plays")


def test_the_download_leaves_poochs_logger_as_it_was(place):
    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.DEBUG)
    try:
        place()
        fetch("plays")
        assert logger.level == logging.DEBUG
    finally:
        logger.setLevel(level)


def test_unknown_names_are_told_the_known_ones():
    for f in (fetch, cached_path):
        with pytest.raises(ValueError, match="'plays', expected one of: tinyshakespeare, en_ewt_"):
            f("plays")


def test_the_cache_is_in_the_checkout_unless_named(monkeypatch, tmp_path):
    monkeypatch.delenv(registry.CACHE_VARIABLE, raising=False)
    folder = registry.cache_folder()
    assert folder.parts[-2:] == ("data", "cache")
    assert (folder.parent / "registry.toml").is_file()
    monkeypatch.setenv(registry.CACHE_VARIABLE, str(tmp_path))
    assert registry.cache_folder() == tmp_path
    # Without a checkout: an installed package carries registry.toml beside its module.
    monkeypatch.delenv(registry.CACHE_VARIABLE)
    monkeypatch.setattr(registry, "_registry_file", lambda: tmp_path / "datasets" / "registry.toml")
    assert "rnn-course" in str(registry.cache_folder())


def test_every_entry_of_the_real_registry_is_complete_and_pinned():
    entries = registry.registry()
    assert set(entries) == {"tinyshakespeare", "en_ewt_dev"}
    for name, entry in entries.items():
        assert entry.name == name
        assert entry.url.startswith("https://")
        assert re.search(r"/[0-9a-f]{40}/", entry.url), "the address must name a commit"
        assert re.fullmatch(r"[0-9a-f]{64}", entry.sha256)
        assert "/" not in entry.file
        assert entry.bytes > 0
        assert entry.licence
        assert entry.about
    datasheet = (registry._registry_file().parent / "README.md").read_text(encoding="utf-8")
    for entry in entries.values():
        assert f"`{entry.name}`" in datasheet
        assert f"`{entry.file}`" in datasheet


@pytest.mark.parametrize("name", ["tinyshakespeare", "en_ewt_dev"])
def test_the_real_file_when_present(name):
    """Runs where RNN_COURSE_CACHE, or data/cache, holds the files."""
    path = cached_path(name)
    if path is None:
        pytest.skip(f"{name} is not cached on this machine")
    assert path.stat().st_size == registry.registry()[name].bytes
    assert fetch(name) == path
