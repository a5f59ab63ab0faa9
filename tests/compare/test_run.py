"""Papers are set with both styles: older ones too, broken ones, and hostile ones."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from check.papers import FILES, submission
from compare.sides import (
    CACHE,
    PAPERS,
    SMALL,
    STYLE,
    change_section_space,
    compare,
    older_folder,
    style_copy,
    write_papers,
)
from mlsys_paper.compare.papers import PaperSource, find_papers
from mlsys_paper.compare.run import complaint, limits_for, only_in, place
from mlsys_paper.compare.styles import StyleFiles, find_style
from mlsys_paper.compare.swap import swapped
from mlsys_paper.tex.compile import compile_document

if TYPE_CHECKING:
    from mlsys_paper.compare.model import PaperComparison, Side

START, END = SMALL.split("A line of text.")


def with_body(code: str, first: str = "") -> str:
    """The small paper with some code in its text."""
    return f"{first}{START}A line of text. {code}\n{END}"


@pytest.mark.thorough
def test_the_collection_compiles_and_does_not_move_by_itself() -> None:
    rows = compare(PAPERS)
    assert len(rows) == 10
    for name, row in rows.items():
        assert row.verdict == "same", name
        assert row.before.errors == row.after.errors == (), name
        assert row.movement
        assert row.movement.lines.total > 100, name
        assert row.movement.references.total > 3, name
        assert not [text for text in row.after.warnings if "undefined" in text], name
    pages = {name: row.after.pages for name, row in rows.items()}
    assert min(filter(None, pages.values())) == 2
    assert max(filter(None, pages.values())) == 11
    figures = {name: row.after.missing_figures for name, row in rows.items()}
    assert {name: found for name, found in figures.items() if found} == {
        "floats": ("reads", "writes.pdf", "plots/scans.png"),
        "old-names": ("spread.eps",),
    }


@pytest.mark.thorough
def test_a_change_is_found_in_every_paper_of_the_collection(tmp_path: Path) -> None:
    changed = style_copy(tmp_path / "changed")
    change_section_space(changed)
    for name, row in compare(PAPERS, after=changed).items():
        assert row.verdict == "moved", name
        assert row.new_errors == ()
        assert row.movement
        assert row.movement.first, name


def test_papers_and_styles_of_all_years_go_together(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    for name, source in (
        ("new", submission()),
        ("old", submission().replace("mlsys2024", "mlsys2021")),
        ("accepted", submission(options="accepted").replace("mlsys2024", "mlsys2020")),
    ):
        write_papers(papers, **{name: source})
        for file, path in FILES.items():
            (papers / name / file).write_bytes(path.read_bytes())
    sysml = (papers / "old" / "main.tex").read_text().replace("mlsys2021", "sysml2019")
    sysml = sysml.replace(r"\mlsys", r"\sysml").replace("{mlsysauthor", "{sysmlauthor")
    write_papers(papers, older=sysml)
    for file, path in FILES.items():
        (papers / "older" / file).write_bytes(path.read_bytes())
    # The stand-in has a ruler for line numbers, which isn't looked at, and says another year.
    rows = compare(papers, older_folder(tmp_path / "old", 2021), STYLE)
    for name, row in rows.items():
        assert row.before.errors == row.after.errors == (), name
        assert row.movement
        assert row.movement.references.fraction == 1, name
        assert row.movement.lines.fraction > 0.9, name
    assert rows["accepted"].options == "accepted"
    assert (rows["older"].style, rows["older"].verdict) == ("sysml2019", rows["old"].verdict)
    said = rows["accepted"].movement
    assert said
    assert said.first
    assert "Proceedings" in said.first.sentence  # of another conference: the notice moved on


def test_a_style_that_breaks_papers_is_told_apart_from_broken_papers(tmp_path: Path) -> None:
    papers = write_papers(
        tmp_path / "papers",
        good=SMALL,
        wrong=with_body(r"\nosuchcommand"),
        endless=SMALL.replace(r"\end{document}", ""),
        other="\\documentclass{article}\n\\begin{document}No.\\end{document}",
    )
    faulty, gone = (style_copy(tmp_path / name) for name in ("faulty", "gone"))
    text = (faulty / "mlsys2024.sty").read_text()
    (faulty / "mlsys2024.sty").write_text(text + "\n\\AtBeginDocument{\\brokenstyle}\n")
    (gone / "mlsys2024.sty").write_text("\\input{no-such-file}\n")

    def verdicts(before: Path, after: Path) -> list[str]:
        rows = compare(papers, before, after)
        return [rows[name].verdict for name in ("good", "wrong", "endless", "other")]

    assert verdicts(STYLE, STYLE) == ["same", "same", "skipped", "skipped"]
    assert verdicts(STYLE, faulty) == ["broke", "broke", "skipped", "skipped"]
    assert verdicts(STYLE, gone) == ["broke", "broke", "skipped", "skipped"]
    assert verdicts(gone, STYLE) == ["mended", "mended", "skipped", "skipped"]
    assert verdicts(faulty, STYLE) == ["same", "same", "skipped", "skipped"]
    rows = compare(papers, after=faulty)
    for name in ("good", "wrong"):
        (error,) = rows[name].new_errors
        assert "brokenstyle" in error
    assert len(rows["wrong"].before.errors) == 1
    assert rows["other"].failure == "main.tex loads no style of the conference."
    assert rows["endless"].failure == "neither style gives a PDF"


# As little as LuaLaTeX can do with: some of them use all that they are given. Time by the
# clock is ample, so that a busy machine stops none of them in another way.
NARROW = replace(limits_for(3, megabytes=600), file_bytes=16 << 20, wall_seconds=120.0)
HOSTILE = {
    "loop": with_body(r"\def\x{\x}\x"),
    "memory": with_body(r"\def\x{ab}\loop\edef\x{\x\x}\iftrue\repeat"),
    "lua-memory": with_body(
        r"\directlua{local t = {} while true do "
        r"table.insert(t, string.rep('x', 1000000) .. math.random()) end}",
        "% !TEX program = lualatex\n",
    ),
    "disk": with_body(
        r"\newwrite\f\immediate\openout\f=big \def\x{xxxxxxxx}\edef\x{\x\x\x\x\x\x\x\x}"
        r"\edef\x{\x\x\x\x\x\x\x\x}\edef\x{\x\x\x\x\x\x\x\x}\loop\immediate\write\f{\x}\iftrue\repeat"
    ),
    "shell": with_body(r"\immediate\write18{touch PLACE/shell; touch shell; cat /etc/passwd}"),
    "reading": with_body(
        r"\openin5=/etc/passwd \ifeof5 \else \read5 to\x \typeout{\x}\x\fi \input{/etc/passwd}"
    ),
    "lua": with_body(
        r"\directlua{pcall(os.execute, 'touch PLACE/lua') pcall(io.popen, 'touch PLACE/lua')}"
        r"\directlua{local f = io.open('/etc/passwd') if f then tex.print(-2, f:read('*l')) end}",
        "% !TEX program = lualatex\n",
    ),
    "outside": with_body(
        r"\newwrite\f\immediate\openout\f=PLACE/outside \immediate\write\f{x}"
        r"\immediate\openout\f=../outside \immediate\write\f{x}"
    ),
    "many-pages": with_body(
        r"\count5=0 \loop X\clearpage\advance\count5 by 1 \ifnum\count5<220 \repeat"
    ),
}


# The same in every session, so that the cache knows the papers.
OUTSIDE = CACHE.parent / "outside"


def write_hostile(folder: Path) -> Path:
    """All hostile papers, and a good one."""
    sources = {name: text.replace("PLACE", str(OUTSIDE)) for name, text in HOSTILE.items()}
    papers = write_papers(folder, good=SMALL, **sources)
    (papers / "link").mkdir()
    (papers / "link" / "main.tex").write_text(with_body(r"\input{secret}\input{far/passwd}"))
    (papers / "link" / "secret.tex").symlink_to("/etc/passwd")
    (papers / "link" / "far").symlink_to("/etc")
    os.mkfifo(papers / "link" / "pipe.tex")
    return papers


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PaperComparison]:
    OUTSIDE.mkdir(parents=True, exist_ok=True)
    papers = write_hostile(tmp_path_factory.mktemp("hostile") / "papers")
    rows = compare(papers, limits=NARROW)
    names = {path.relative_to(papers).as_posix() for path in papers.rglob("*")}
    mains = {f"{name}/main.tex" for name in rows}
    assert names == {*rows, *mains, "link/secret.tex", "link/far", "link/pipe.tex"}
    return rows


@pytest.mark.thorough
def test_a_hostile_paper_costs_its_own_row(hostile: dict[str, PaperComparison]) -> None:
    rows = hostile
    assert rows.keys() == {"good", "link", *HOSTILE}
    assert rows["good"].verdict == "same"
    assert rows["good"].after.errors == ()


@pytest.mark.parametrize(
    ("name", "verdict", "said"),
    [
        ("loop", "skipped", "3 s of processor time"),
        ("memory", "skipped", "TeX capacity exceeded"),
        ("lua-memory", "skipped", ""),
        ("disk", "skipped", "16 MB in one file"),
        ("reading", "skipped", "`/etc/passwd.tex' not found"),
        ("outside", "skipped", "can't write on file"),
        ("many-pages", "unread", "more than 200"),
    ],
)
def test_what_stopped_it_is_said(
    hostile: dict[str, PaperComparison], name: str, verdict: str, said: str
) -> None:
    row = hostile[name]
    assert row.verdict == verdict
    told = [row.failure, *row.before.errors, *row.after.errors]
    assert any(said in text for text in told), told
    assert row.before.errors == row.after.errors


@pytest.mark.thorough
def test_nothing_was_run_or_written_outside(hostile: dict[str, PaperComparison]) -> None:
    assert list(OUTSIDE.iterdir()) == []
    assert hostile["shell"].verdict == "same"


@pytest.mark.thorough
def test_nothing_was_read_outside(hostile: dict[str, PaperComparison], tmp_path: Path) -> None:
    secrets = Path("/etc/passwd").read_bytes().splitlines()
    assert secrets
    told = repr(hostile).encode()
    assert not [line for line in secrets if line in told]
    for paper in find_papers(write_hostile(tmp_path / "papers")):
        assert isinstance(paper, PaperSource)
        if paper.name not in {"reading", "lua", "link", "shell"}:
            continue
        folder = tmp_path / paper.name
        folder.mkdir()
        swapped(paper, find_style(str(STYLE))).copy_to(folder)
        document = compile_document(
            folder / paper.main.name,
            engine=paper.engine,
            cache=CACHE,
            limits=NARROW,
        )
        kept = [path.read_bytes() for path in document.folder.iterdir() if path.is_file()]
        assert len(kept) > 2
        assert not [line for line in secrets if any(line in data for data in kept)]


def test_only_what_is_new_is_told() -> None:
    before = ("main.tex:3: Undefined control sequence \\x", "a.tex:9: Missing $ inserted.")
    after = ("main.tex:4: Undefined control sequence \\x", *before)
    assert only_in(after, before, complaint) == (before[0],)
    assert only_in(before, after, complaint) == ()
    assert only_in(("Package mlsys2024: x",), ("Package mlsys2020: x",), complaint) == ()
    boxes = ("main.tex:3: 4.1 pt too wide", "main.tex:8: 1.0 pt too wide")
    assert only_in(("main.tex:3: 9.7 pt too wide",), boxes, place) == ()
    assert only_in(("main.tex:5: 4.1 pt too wide",), boxes, place) == (
        "main.tex:5: 4.1 pt too wide",
    )


def test_new_warnings_and_boxes_are_told_without_counting_as_moved(tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers", good=SMALL)
    style = find_style(str(STYLE))
    noisy = style.files["mlsys2024.sty"] + (
        b"\n\\AtBeginDocument{\\typeout{LaTeX Warning: Something to heed.}"
        b"\\setbox0\\hbox to 1pt{\\kern 9pt}}\n"
    )
    files = StyleFiles("noisy", style.name, style.bst, {**style.files, "mlsys2024.sty": noisy})
    row = compare(papers, after=files, cache=CACHE)["good"]
    assert row.verdict == "same"
    assert any("Something to heed" in text for text in row.new_warnings)
    assert any("8.0 pt too wide" in text for text in row.new_overfull)


def test_a_fault_of_the_program_costs_one_row_and_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> tuple[Side, None]:
        raise RuntimeError("never mind")

    monkeypatch.setattr("mlsys_paper.compare.run.compiled", fails)
    row = compare(write_papers(tmp_path, good=SMALL, bad="no paper"))["good"]
    assert row.verdict == "unread"
    assert "fault of the program: RuntimeError: never mind" in row.failure
