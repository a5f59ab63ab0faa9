"""The cache keeps whole results, makes each once, and tidies up."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.tex.cache import DAY, FACTS, KEPT_DAYS, Cache, user_cache

if TYPE_CHECKING:
    from pathlib import Path


def fill(folder: Path) -> bool:
    """Make a result."""
    (folder / "made").write_text("x")
    (folder / FACTS).write_text("{}")
    return True


def test_result_is_made_once(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "new" / "cache")
    first = cache.get("key", fill)
    assert (first / "made").read_text() == "x"
    assert cache.get("key", lambda _: pytest.fail("made twice")) == first
    assert sorted(path.name for path in cache.folder.iterdir()) == ["key", "swept"]


def test_result_that_may_not_be_kept_is_returned_all_the_same(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    folder = cache.get("key", lambda made: fill(made) and False)
    assert (folder / "made").is_file()
    assert cache.find("key") is None


def test_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(_: Path) -> bool:
        raise KeyboardInterrupt

    cache = Cache(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        cache.get("key", fail)
    assert [path.name for path in tmp_path.iterdir()] == ["swept"]


def test_broken_result_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    (tmp_path / "key" / "half").write_text("written")
    folder = Cache(tmp_path).get("key", fill)
    assert sorted(path.name for path in folder.iterdir()) == ["made", FACTS]


def test_threads_share_one_making(tmp_path: Path) -> None:
    made: list[Path] = []

    def slowly(folder: Path) -> bool:
        made.append(folder)
        time.sleep(0.05)
        return fill(folder)

    cache = Cache(tmp_path)
    threads = [threading.Thread(target=cache.get, args=("key", slowly)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert not list(tmp_path.glob("*.lock"))


def test_what_nobody_uses_is_swept_away(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    old = time.time() - DAY * (KEPT_DAYS + 1)
    for name, when in [("old", old), ("used", old), ("work-left", time.time() - 2 * DAY)]:
        (tmp_path / name).mkdir()
        (tmp_path / name / FACTS).write_text("{}")
        os.utime(tmp_path / name, (when, when))
    (tmp_path / "old.lock").touch()
    os.utime(tmp_path / "old.lock", (old, old))
    assert cache.find("used")
    cache.get("key", fill)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key", "swept", "used"]


def test_cache_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache = user_cache()
    assert cache is not None
    assert cache.folder == tmp_path / "mlsys-paper"
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert user_cache() is None
