"""Jobs are done apart: with what they may read, under limits, and what they send is data."""

from __future__ import annotations

import io
import json
import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from mlsys_paper.errors import FAULT
from mlsys_paper.sandbox.programs import sandbox_program
from mlsys_paper.sandbox.worker import READING, Job, Result, result_of, run_jobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Do = Callable[..., Result]

pytestmark = pytest.mark.thorough

MODULE = """
import ctypes, os, socket, time
from pathlib import Path
from mlsys_paper.errors import PaperError
from mlsys_paper.sandbox.worker import Part

def read(file):
    yield Part("text", Path(file).read_text(), b"\\x89\\n\\0")

def refuse():
    raise PaperError("it is locked.", "Unlock it.")
    yield

def write(file):
    Path(file).write_text("x" * 100)
    yield Part("text", "written")

def loop():
    while True: pass
    yield

def sleep():
    time.sleep(100)
    yield

def eat():
    kept = [bytes(1 << 24) for _ in range(1000)]
    yield Part("text", len(kept))

def crash():
    ctypes.string_at(0)
    yield

def stumble():
    yield Part("text", 1 // 0)

def fork():
    yield Part("text", os.fork())

def connect():
    socket.create_connection(("127.0.0.1", 9), 1)
    yield

def big(size):
    yield Part("text", "x" * size, b"y" * size)
"""


@pytest.fixture(params=[True, False], ids=["sandbox", "limits-alone"])
def do(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Do:
    """Do one job of the module above, with bubblewrap and without."""
    if request.param and sandbox_program() is None:
        pytest.skip("bubblewrap is not installed or not usable here")
    place = tmp_path / "modules"
    place.mkdir()
    (place / "jobs.py").write_text(MODULE)
    monkeypatch.syspath_prepend(place)

    def do(name: str, *readable: Path, limits: Any = None, **given: Any) -> Result:
        figures = replace(READING, sandbox=request.param, **(limits or {}))
        [(_, result)] = run_jobs([Job(f"jobs:{name}", given, readable)], limits=figures)
        return result

    return do


def test_a_job_reads_its_file_and_sends_data_and_bytes(do: Do, tmp_path: Path) -> None:
    (tmp_path / "paper").write_text("one\ntwo")
    result = do("read", tmp_path / "paper", file=str(tmp_path / "paper"))
    assert result.failure is None
    [part] = result.parts
    assert (part.kind, part.data, part.content) == ("text", "one\ntwo", b"\x89\n\0")
    assert result.cpu_seconds > 0
    assert result.peak_bytes > 1 << 20


@pytest.mark.parametrize("name", ["a file.pdf", "ü.pdf", "a\nb.pdf", "-v.pdf"])
def test_names_are_right_from_the_folder_that_the_user_is_in(
    do: Do, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / name).write_text("found")
    monkeypatch.chdir(tmp_path / "here")
    there = (tmp_path / "here" / ".." / name).relative_to(tmp_path / "here")
    [part] = do("read", there, file=str(there)).parts
    assert part.data == "found"


def test_a_file_is_found_through_links(do: Do, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "paper").write_text("found")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "link" / "other").symlink_to("paper")
    for name in ("paper", "other"):
        [part] = do("read", tmp_path / "link" / name, file=str(tmp_path / "link" / name)).parts
        assert part.data == "found"
    readable = (tmp_path, tmp_path / "link" / "paper")
    [part] = do("read", *readable, file=str(tmp_path / "link" / "paper")).parts
    assert part.data == "found"


def test_other_files_are_not_there(tmp_path: Path, do: Do, request: pytest.FixtureRequest) -> None:
    if "limits-alone" in request.node.name:
        pytest.skip("limits alone hide no files")
    (tmp_path / "secret").write_text("secret")
    failure = do("read", file=str(tmp_path / "secret")).failure
    assert failure is not None
    assert "FileNotFoundError" in failure.reason
    failure = do("connect").failure
    assert failure is not None
    assert "refused" in failure.reason or "unreachable" in failure.reason


def test_nothing_is_written(do: Do, tmp_path: Path) -> None:
    assert do("write", tmp_path, file=str(tmp_path / "evil")).failure is not None
    evil = tmp_path / "evil"
    assert not evil.exists() or evil.read_text() == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="the limit on processes doesn't hold for root")
def test_no_process_is_started(do: Do) -> None:
    assert do("fork").failure is not None


@pytest.mark.parametrize(
    ("name", "limits", "ending", "reason"),
    [
        ("refuse", {}, "refused", "it is locked."),
        ("loop", {"cpu_seconds": 1}, "processor time", "more than 1 s of processor time"),
        ("sleep", {"wall_seconds": 0.3}, "wall-clock time", "more than 0.3 s to read"),
        ("eat", {"memory_bytes": 400 << 20}, "memory", "more than 400 MiB of memory"),
        ("crash", {}, "crash", signal.Signals.SIGSEGV.name),
        ("stumble", {}, "fault", FAULT),
    ],
)
def test_why_a_job_failed(
    do: Do, name: str, limits: dict[str, Any], ending: str, reason: str
) -> None:
    failure = do(name, limits=limits).failure
    assert failure is not None
    assert failure.ending == ending
    assert reason in failure.reason
    assert failure.remedy


def test_what_is_sent_is_bounded(do: Do) -> None:
    [part] = do("big", size=200_000).parts
    assert len(part.data) == len(part.content) == 200_000
    assert do("big", size=200_000, limits={"output_bytes": 1000}).parts == ()


def test_large_jobs_get_through(do: Do, tmp_path: Path) -> None:
    (tmp_path / "paper").write_text("x")
    failure = do("read", tmp_path, file="x" * 600_000).failure
    assert failure is not None
    assert "too long" in failure.reason


def test_one_that_fails_leaves_the_others_alone(do: Do, tmp_path: Path) -> None:
    (tmp_path / "paper").write_text("fine")
    jobs = [
        Job("jobs:crash", {}),
        *(Job("jobs:read", {"file": str(tmp_path / "paper")}, (tmp_path,)) for _ in range(5)),
        Job("jobs:loop", {}),
    ]
    done = dict(run_jobs(jobs, workers=2, limits=replace(READING, cpu_seconds=1)))
    assert sorted(done) == list(range(7))
    failed = {index for index, result in done.items() if result.failure}
    assert failed == {0, 6}


def test_who_loses_interest_leaves_nothing_behind(do: Do, tmp_path: Path) -> None:
    jobs = [Job("jobs:refuse", {}), *(Job("jobs:sleep", {}) for _ in range(3))]
    running = run_jobs(jobs, workers=2)
    assert next(running)[0] == 0
    running.close()


@pytest.mark.parametrize(
    "sent",
    [b"\x80\x05cposix\nsystem\n", b"[]\n", b'["a", 1]\n', b'["a", 1, "x"]\n', b"{}\n", b"[" * 9000],
)
def test_what_is_no_frame_is_no_result(sent: bytes) -> None:
    result = result_of(io.BytesIO(sent), READING)
    assert result.parts == ()
    assert result.failure is not None
    assert result.failure.ending == "crash"


def test_frames_are_data_and_nothing_else() -> None:
    sent = json.dumps(["preview", [1, 2.5], 3]).encode() + b"\nab\n"
    sent += b'["used", {"cpu_seconds": 1, "peak_bytes": 2}, 0]\n'
    sent += b'["ended", {"status": 0, "late": false}, 0]\n'
    result = result_of(io.BytesIO(sent), READING)
    assert result.failure is None
    assert [(p.kind, p.data, p.content) for p in result.parts] == [("preview", [1, 2.5], b"ab\n")]
