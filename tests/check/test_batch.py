"""Each file in a worker of its own: what goes wrong with one is that one's alone."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from check.papers import FILES, submission
from check.raw_pdf import raw_pdf
from mlsys_paper.check.batch import Outcome, Task, check_all
from mlsys_paper.check.run import check_file
from mlsys_paper.sandbox.worker import READING

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex
    from mlsys_paper.sandbox.programs import Limits

pytestmark = pytest.mark.thorough

STROKES = b"0 0 m 9 9 l S\n"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A file that is read at once."""
    file = tmp_path / "good.pdf"
    file.write_bytes(raw_pdf())
    return file


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """A small file that unfolds into millions of strokes."""
    file = tmp_path / "bomb.pdf"
    file.write_bytes(raw_pdf(STROKES * 5_000_000))
    assert file.stat().st_size < 200_000
    return file


def outcomes(*files: Path, limits: Limits = READING, jobs: int = 2) -> list[Outcome]:
    """The outcomes in the order of the files."""
    tasks = [Task(file, "submission") for file in files]
    return [outcome for _, outcome in sorted(check_all(tasks, jobs=jobs, limits=limits), key=first)]


def first(pair: tuple[int, Outcome]) -> int:
    return pair[0]


def test_a_worker_reports_what_the_check_finds(compile_tex: CompileTex) -> None:
    pdf = compile_tex(submission(references=""), files=FILES).pdf
    assert pdf
    [outcome] = outcomes(pdf)
    expected = check_file(pdf, "submission")
    assert expected.findings
    assert [f.message for f in outcome.report.findings] == [f.message for f in expected.findings]
    assert dict(outcome.report.facts) == dict(expected.facts)
    assert outcome.ending is None
    assert 0 < outcome.cpu_seconds < 30
    assert 1 << 20 < outcome.peak_bytes < 300 << 20


def test_pictures_are_of_pages_with_marked_findings(compile_tex: CompileTex) -> None:
    wide = r"\section{Wide}\noindent\rule{9in}{10pt}\ParaA"
    pdf = compile_tex(submission(wide), files=FILES).pdf
    assert pdf
    [(_, outcome)] = check_all([Task(pdf, "submission", pictures=3)])
    with_places = {f.page for f in outcome.report.findings if f.box}
    assert with_places
    assert {preview.number for preview in outcome.previews} == with_places
    assert all(preview.png.startswith(b"\x89PNG") for preview in outcome.previews)


def test_what_is_no_pdf_is_said_without_the_name(tmp_path: Path, good: Path) -> None:
    text = tmp_path / "text.pdf"
    text.write_text("Dear chairs, ...")
    absent, folder, cut, empty, fine = outcomes(
        tmp_path / "absent.pdf",
        tmp_path,
        cut_short(good),
        text,
        good,
        jobs=3,
    )
    assert absent.report.failure == "there is no such file"
    assert folder.report.failure
    assert empty.report.failure.startswith("cannot be read as a PDF")
    assert empty.report.remedy
    assert not fine.report.failure
    assert fine.report.facts["pages"] == 1
    assert {one.ending for one in (absent, folder, cut, empty, fine)} == {None}


def cut_short(file: Path) -> Path:
    cut = file.with_name("cut.pdf")
    cut.write_bytes(file.read_bytes()[:300])
    return cut


def test_a_file_that_takes_too_much_time_is_left_and_the_others_go_on(
    bomb: Path, good: Path
) -> None:
    stopped, fine = outcomes(bomb, good, limits=replace(READING, cpu_seconds=1))
    assert stopped.ending == "processor time"
    assert stopped.report.failure == "it takes more than 1 s of processor time to read"
    assert stopped.report.remedy
    assert not stopped.report.ok
    assert not fine.report.failure


def test_a_worker_that_hangs_is_ended(bomb: Path) -> None:
    [stopped] = outcomes(bomb, limits=replace(READING, wall_seconds=0.3))
    assert stopped.ending == "wall-clock time"
    assert stopped.report.failure == "it takes more than 0.3 s to read"


def test_a_file_that_takes_too_much_memory_is_left_and_the_others_go_on(
    bomb: Path, good: Path
) -> None:
    stopped, fine = outcomes(bomb, good, limits=replace(READING, memory_bytes=500 << 20))
    assert stopped.ending in ("memory", "crash")
    assert "500 MiB of memory" in stopped.report.failure
    assert not fine.report.failure


def test_of_a_thousand_pages_the_first_are_read(tmp_path: Path) -> None:
    file = tmp_path / "thousand.pdf"
    file.write_bytes(raw_pdf(pages=1000))
    [outcome] = outcomes(file)
    assert outcome.report.facts["pages"] == 1000
    [said] = [f for f in outcome.report.findings if f.rule == "readable"]
    assert said.severity == "unchecked"
    assert "has 1000 pages; the first 200 were read" in said.message
    assert outcome.peak_bytes < 300 << 20


def test_a_file_without_text_is_said_to_have_none(tmp_path: Path) -> None:
    file = tmp_path / "drawn.pdf"
    file.write_bytes(raw_pdf(STROKES))
    [outcome] = outcomes(file)
    [said] = [f for f in outcome.report.findings if f.rule == "readable"]
    assert "no page has text that a program can read" in said.message


def test_workers_load_nothing_that_the_fork_server_could_have_loaded(good: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\n"
        "import mlsys_paper.check.work\n"
        "from mlsys_paper.check.run import check_file\n"
        "loaded = set(sys.modules)\n"
        "assert not check_file(Path(sys.argv[1]), 'submission').failure\n"
        "names = {name for name in set(sys.modules) - loaded if not name.startswith('_')}\n"
        "print(*(n for n in names if n.startswith(('pypdf', 'mlsys_paper'))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, good], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
