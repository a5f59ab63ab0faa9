"""Damaged papers are checked or refused with a reason; a few hundred here, thousands in nox."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from check.papers import FILES, submission
from maintain.fuzz import run
from maintain.fuzz.damage import DAMAGES, damaged, unpacked
from mlsys_paper.check.batch import Outcome
from mlsys_paper.check.findings import Finding, PaperReport
from mlsys_paper.errors import FAULT
from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from conftest import CompileTex
    from maintain.fuzz.damage import Damage

pytestmark = pytest.mark.thorough

COUNT = 210


@pytest.fixture(scope="module")
def paper(compile_tex: CompileTex) -> bytes:
    pdf = compile_tex(submission(), files=FILES).pdf
    assert pdf
    return pdf.read_bytes()


def test_damaged_papers_are_checked_or_refused_with_a_reason(paper: bytes, tmp_path: Path) -> None:
    results = list(run.fuzz([paper], tmp_path, count=COUNT, seed=2024, jobs=2))
    assert len(results) == COUNT
    told = "\n".join(f"{result.file.name}: {result.reason}" for result in results)
    kinds = Counter(result.kind for result in results)
    assert kinds["fault"] == 0, told
    # Some of both, or the damage would be too weak or too strong to try anything.
    assert kinds["checked"] > COUNT // 5
    assert kinds["refused"] > COUNT // 20
    assert kinds["crash"] <= COUNT // 100, told
    for result in results:
        assert bool(result.outcome.report.failure) == (result.kind != "checked")
        if result.kind in ("checked", "refused"):
            assert result.outcome.peak_bytes < 300 << 20
            assert not result.file.exists()


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_the_same_for_the_same_chance(damage: Damage, paper: bytes) -> None:
    once, again = ([damage(paper, seeded(seed)) for seed in range(5)] for _ in range(2))
    assert once == again
    assert len(set(once) - {paper}) >= 3


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  (damage has no need of secrecy)


def test_papers_are_damaged_in_every_way(paper: bytes) -> None:
    made = list(damaged([paper], 14, seed=3))
    assert Counter(name for name, _ in made) == dict.fromkeys((d.__name__ for d in DAMAGES), 2)


def test_an_unpacked_paper_shows_the_same(paper: bytes, tmp_path: Path) -> None:
    bare = unpacked(paper)
    assert len(bare) > len(paper)
    assert b" Tf" in bare
    pages = []
    for name, data in (("packed", paper), ("bare", bare)):
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(data)
        pages.append([page.runs for page in read_document(file).pages])
    assert pages[0] == pages[1]


def test_a_fault_of_the_checker_is_one_and_its_file_is_named() -> None:
    finding = Finding("margins", "unchecked", "call", f"could not check: {FAULT}: KeyError: 3", "")
    report = PaperReport(Path("x.pdf"), "submission", findings=(finding,))
    fault = run.Result(Path("x.pdf"), "double", Outcome(report))
    fine = run.Result(Path("y.pdf"), "double", Outcome(PaperReport(Path("y.pdf"), "submission")))
    said = run.figures([fault, fine], 3.0)
    assert (fault.kind, fine.kind) == ("fault", "checked")
    assert "1 ended by: fault" in said
    assert "x.pdf: margins: could not check: this is a fault of the program" in said
    assert "y.pdf:" not in said


def test_the_figures_are_printed(
    paper: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper)
    assert run.main(["--count", "7", "--keep", str(tmp_path / "kept"), str(file)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("7 damaged papers in ")
    assert "slowest: " in out
    assert "MiB resident" in out


def test_what_cannot_be_damaged_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "text.pdf"
    text.write_text("Dear chairs, ...")
    for name in ("absent.pdf", "text.pdf"):
        assert run.main(["--count", "1", str(tmp_path / name)]) == 2
    assert "absent.pdf" in capsys.readouterr().err
