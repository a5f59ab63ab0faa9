"""`mlsys-paper compare` as its users run it: what it prints and writes, how it exits."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from commands.interrupts import HEEDING_INTERRUPTS
from compare.sides import (
    CACHE,
    PAPERS,
    SMALL,
    STYLE,
    change_section_space,
    style_copy,
    write_papers,
)
from mlsys_paper.cli import main
from mlsys_paper.commands import compare as command
from mlsys_paper.compare.machine import schema

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user stands: the style, a copy of it, and two papers of the collection."""
    monkeypatch.chdir(tmp_path)
    style_copy(tmp_path / "before")
    style_copy(tmp_path / "after")
    for name in ("short", "code"):
        shutil.copytree(PAPERS / name, tmp_path / "papers" / name)
    return tmp_path


def run(*arguments: str, cache: Path = CACHE) -> int:
    return main(["compare", "before", "after", "papers", "--cache", str(cache), *arguments])


def report(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The papers of the JSON report that was printed, by name."""
    record = json.loads(capsys.readouterr().out)
    jsonschema.validate(record, schema())
    return {paper["name"]: paper for paper in record["papers"]}


def test_half_a_point_before_sections_is_shown_and_its_return_is_silent(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    out = capsys.readouterr().out
    assert "moved" not in out
    assert out.splitlines()[-1] == "2 papers, 2 same"

    change_section_space(here / "after")
    assert run() == 1
    out = capsys.readouterr().out
    assert "page 1: \u201c2 WHAT WE DID\u201d is 0.50 bp lower" in out
    assert out.splitlines()[-1] == "2 papers, 2 moved"

    assert run("--format", "json") == 1
    papers = report(capsys)
    first = papers["short"]["movement"]["first"]
    assert first["before"]["page"] == 1
    shift = first["before"]["baseline"] - first["after"]["baseline"]
    assert shift == pytest.approx(0.5 * 72 / 72.27, abs=0.01)

    assert run("--format", "html", "--output", "report.html") == 1
    assert capsys.readouterr().out == ""
    page = (here / "report.html").read_text("utf-8")
    pictures = re.findall(r'alt="Page 1 of short, (\w+)" src="data:image/png;base64,([^"]+)"', page)
    assert [kind for kind, _ in pictures] == ["before", "after", "overlay"]
    shown = [base64.b64decode(data) for _, data in pictures]
    assert all(png.startswith(b"\x89PNG") and len(png) > 20_000 for png in shown)
    assert len(set(shown)) == 3
    assert "\u201c2 WHAT WE DID\u201d is 0.50 bp lower" in page

    shutil.rmtree(here / "after")
    style_copy(here / "after")
    assert run("--format", "html") == 0
    assert "<img" not in capsys.readouterr().out


def test_a_second_run_compiles_the_changed_side_alone(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(here / "papers")
    write_papers(here / "papers", one=SMALL, two=SMALL.replace("One", "First"))
    cache = here / "cache"

    def compilations() -> tuple[str, int]:
        run(cache=cache)
        said = capsys.readouterr().out.splitlines()[-2]
        kept = [path for path in cache.iterdir() if (path / "paper").is_dir()]
        return said, len(kept)

    # Both sides are equal at first, so that each paper is compiled once.
    one, two = "2 compiled, 0 from the cache", "0 compiled, 2 from the cache"
    assert compilations() == (f"before: {one}; after: {two}", 2)
    assert compilations() == (f"before: {two}; after: {two}", 2)
    change_section_space(here / "after")
    assert compilations() == (f"before: {two}; after: {one}", 4)
    assert compilations() == (f"before: {two}; after: {two}", 4)
    (here / "before" / "README.md").write_text("Not a part of the style.")
    (here / "papers" / "one" / "main.tex").write_text(SMALL.replace("last", "final"))
    single = "1 compiled, 1 from the cache"
    assert compilations() == (f"before: {single}; after: {single}", 6)


def test_nothing_is_written_beside_papers_and_styles(here: Path) -> None:
    def state() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in here.rglob("*") if path.is_file()}

    before = state()
    run()
    assert state() == before


def test_a_revision_is_a_side_too(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *arguments], cwd=here, check=True, capture_output=True)

    shutil.copytree(here / "after", here / "mlsys2024style")
    git("init", "-q")
    git("add", "mlsys2024style")
    git("commit", "-q", "-m", "The style")
    change_section_space(here / "mlsys2024style")
    command = ["compare", "HEAD", "mlsys2024style", "papers/short", "--cache", str(CACHE)]
    assert main(command) == 1
    assert "0.50 bp lower" in capsys.readouterr().out
    git("commit", "-q", "-a", "-m", "More space")
    assert main(command) == 0
    assert main(["compare", "HEAD~1", *command[2:]]) == 1


def test_the_tolerance_is_the_users(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_section_space(here / "after")
    assert run("--tolerance", "5") == 0
    assert "off by up to 0." in capsys.readouterr().out


def test_papers_that_cannot_be_compared_do_not_hide_the_others(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "papers" / "empty").mkdir()
    assert run("--jobs", "1") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 papers, 1 not compared, 2 same"
    for name in ("short", "code"):
        shutil.rmtree(here / "papers" / name)
    assert run() == 2
    out, err = capsys.readouterr()
    assert "No .tex file" in out
    assert "None of the papers in papers could be compared" in err


def test_an_engine_can_be_chosen_for_all(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(here / "papers")
    write_papers(here / "papers", one=SMALL)
    assert run("--engine", "xelatex", "--format", "json") == 0
    assert report(capsys)["one"]["engine"] == "xelatex"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["absent", "after", "papers"], "no folder called absent, and no such revision"),
        (["before", "papers", "papers"], "papers holds no style"),
        (["before", "after", "absent"], "absent is no folder"),
        (["before", "after", "before"], "before holds no papers"),
        (["before", "after", "papers", "--tolerance", "0"], "is no length above 0"),
        (["before", "after", "papers", "--tolerance", "wide"], "is no length above 0"),
        (["before", "after", "papers", "--jobs", "0"], "is no number above 0"),
        (["before", "after", "papers", "--seconds", "-1"], "is no number above 0"),
        (["before", "after", "papers", "--cache", "before/mlsys2024.sty/x"], "can't be written"),
        (["before", "after", "papers", "--output", "absent/x"], "absent/x can't be written"),
        (["before", "after"], "the following arguments are required"),
    ],
)
def test_wrong_usage_is_explained(
    here: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cache = [] if "--cache" in arguments else ["--cache", str(CACHE)]
    assert main(["compare", *arguments, *cache]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_a_bar_moves_on_a_terminal_and_the_report_stays_clean(here: Path) -> None:
    mine, its = pty.openpty()
    environment = os.environ | {"TERM": "xterm"}
    command = [sys.executable, "-m", "mlsys_paper", "compare", "before", "after", "papers"]
    command += ["--cache", str(CACHE)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=its, env=environment, check=False)
    os.close(its)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal is an error
        while block := os.read(mine, 4096):
            shown += block
    os.close(mine)
    assert b"comparing" in shown
    assert b"2/2" in shown
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout


@pytest.mark.parametrize("presses", [1, 2])
def test_an_interrupt_ends_it_at_once_and_leaves_nothing_behind(here: Path, presses: int) -> None:
    shutil.rmtree(here / "papers")
    loop = SMALL.replace("Another", r"\loop\iftrue\repeat")
    write_papers(here / "papers", one=loop, two=loop + "%", three=loop + "%%")
    command = [sys.executable, "-m", "mlsys_paper", "compare", "before", "after", "papers"]
    cache, scratch = here / "cache", here / "scratch"
    scratch.mkdir()
    command += ["--cache", str(cache), "--jobs", "2"]
    process = subprocess.Popen(
        [*HEEDING_INTERRUPTS, *command],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(scratch)},
    )
    give_up = time.monotonic() + 60
    while len(list(cache.glob("work-*/paper/main.log"))) < 2 and time.monotonic() < give_up:
        time.sleep(0.05)
    interrupted = time.monotonic()
    for _ in range(presses):
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)
    _, said = process.communicate(timeout=60)
    assert time.monotonic() - interrupted < 10
    if presses > 1:  # the second may come when all is said
        assert process.returncode in {130, -signal.SIGINT}
        return
    assert process.returncode == 130
    assert said == "mlsys-paper: interrupted\n"
    assert list(scratch.iterdir()) == []
    left = [path.name for path in cache.iterdir() if path.is_dir()]
    assert [name for name in left if not name.startswith("format-")] == []


def test_papers_of_others_are_not_run_without_a_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "sandbox_program", lambda: None)
    folder = write_papers(tmp_path / "papers", small=SMALL)
    assert main(["compare", str(STYLE), str(STYLE), str(folder)]) == 2
    assert "--no-sandbox" in capsys.readouterr().err


def test_a_full_disk_below_the_cache_costs_the_cache_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command.shutil, "disk_usage", lambda _: SimpleNamespace(free=1 << 20))
    cache = command.cache_at(tmp_path / "cache")
    assert cache.folder != tmp_path / "cache"
    assert "the disk is full" in capsys.readouterr().err
