"""`mlsys-paper split` as its users run it: what it prints and writes, how it exits."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader, PdfWriter

from check.papers import FILES, submission
from mlsys_paper.cli import main
from mlsys_paper.pdf.page import count_pages
from split.appendices import APPENDIX, HYPERREF, MAIN
from split.inside import split_inside

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex

pytestmark = pytest.mark.thorough

PAPER = submission(MAIN, end=r"\clearpage" + APPENDIX, preamble=HYPERREF)


@pytest.fixture
def folder(tmp_path: Path, compile_tex: CompileTex, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user stands: a paper with an appendix, and one without a page to cut at."""
    monkeypatch.chdir(tmp_path)
    papers = {"paper": PAPER, "mid": PAPER.replace(r"\clearpage", "")}
    for name, document in papers.items():
        pdf = compile_tex(document, files=FILES).pdf
        assert pdf
        shutil.copy(pdf, tmp_path / f"{name}.pdf")
    return tmp_path


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what is done with the parts, wherever they were made."""
    split_inside(monkeypatch)


def here(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


GIVEN = {"paper.pdf", "mid.pdf"}
PARTS = {"paper-main.pdf", "paper-appendix.pdf"}


def test_two_pdfs_are_written_beside_the_paper(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "paper.pdf").read_bytes()
    assert main(["split", "paper.pdf"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "paper.pdf: split into",
        "  paper-main.pdf: the main part, pages 1 to 2",
        "  paper-appendix.pdf: the appendix, pages 3 to 4",
        "The appendix begins on page 3 with \u201cA PROOFS\u201d, where the paper says \\appendix.",
        "4 links from one part to the other are now plain text.",
    ]
    assert err == ""
    assert here(folder) == GIVEN | PARTS
    assert (folder / "paper.pdf").read_bytes() == before
    assert count_pages(folder / "paper-main.pdf") == count_pages(folder / "paper-appendix.pdf") == 2


@pytest.mark.usefixtures("inside")
def test_a_dry_run_says_where_and_why_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["split", "paper.pdf", "--dry-run"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "paper.pdf: would be split into"
    assert out[2] == "  paper-appendix.pdf: the appendix, pages 3 to 4"
    assert out[3].startswith("The appendix begins on page 3 with")
    assert out[4] == "4 links from one part to the other would be plain text."
    assert here(folder) == GIVEN


@pytest.mark.usefixtures("inside")
def test_parts_go_to_another_folder(folder: Path) -> None:
    assert main(["split", "paper.pdf", "--output-folder", "new/parts"]) == 0
    assert here(folder) == GIVEN | {f"new/parts/{name}" for name in PARTS}


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize("name", sorted(PARTS))
def test_nothing_is_overwritten_unless_asked_for(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / name).write_text("mine")
    assert main(["split", "paper.pdf"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{name} is there already" in err
    assert "--force" in err
    assert here(folder) == GIVEN | {name}
    assert (folder / name).read_text() == "mine"
    assert main(["split", "paper.pdf", "--dry-run"]) == 0
    assert main(["split", "paper.pdf", "--force"]) == 0
    assert (folder / name).read_bytes().startswith(b"%PDF-")


@pytest.mark.usefixtures("inside")
def test_an_ambiguous_cut_is_an_error_unless_a_page_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["split", "mid.pdf"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("mlsys-paper: mid.pdf: it cannot be cut between two pages: the appendix")
    assert r"Put \clearpage before \appendix and compile it again" in err
    assert here(folder) == GIVEN
    assert main(["split", "mid.pdf", "--dry-run"]) == 2
    capsys.readouterr()
    assert main(["split", "mid.pdf", "--page", "3"]) == 0
    assert capsys.readouterr().out.splitlines()[3:5] == [
        "It is cut where --page says.",
        "Page 2 seems to have something of both parts; it is in the main part alone.",
    ]


@pytest.mark.usefixtures("inside")
def test_the_remedy_can_be_pasted_and_cuts_the_page(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy("mid.pdf", folder / "my paper (v2).pdf")
    assert main(["split", "my paper (v2).pdf"]) == 2
    command = "mlsys-paper split 'my paper (v2).pdf' --within-page"
    assert f"`{command}`" in capsys.readouterr().err
    assert main(shlex.split(command)[1:]) == 0
    out = capsys.readouterr().out
    assert "the main part, pages 1 to 2" in out
    assert "the appendix, pages 2 to 3" in out
    assert "Page 2 is cut in two" in out


def test_files_of_other_kinds_have_their_own_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "paper.tex").write_text("\\input{all}")
    (folder / "__MACOSX").mkdir()
    (folder / "__MACOSX" / "._paper.pdf").write_bytes(b"\0\5\x16\7")
    for name, said in {
        "paper.tex": "this is a LaTeX source",
        "__MACOSX/._paper.pdf": "macOS's note on another file",
    }.items():
        assert main(["split", name]) == 2
        assert said in capsys.readouterr().err


@pytest.mark.usefixtures("inside")
def test_the_last_page_may_be_named_too(folder: Path) -> None:
    assert main(["split", "paper.pdf", "--page", "2-3"]) == 0
    assert count_pages(folder / "paper-main.pdf") == 2
    assert "3 Evaluation" not in PdfReader(folder / "paper-appendix.pdf").pages[0].extract_text()


def encrypted(folder: Path, password: str) -> bytes:
    writer = PdfWriter(clone_from=folder / "paper.pdf")
    writer.encrypt(password, "owner", algorithm="RC4-128")
    writer.write(folder / "locked.pdf")
    return (folder / "locked.pdf").read_bytes()


BROKEN = {
    "a password": (lambda folder: encrypted(folder, "secret"), "is encrypted and asks for"),
    "encrypted": (lambda folder: encrypted(folder, ""), "is encrypted"),
    "no PDF": (lambda _: b"Dear chairs, ...", "cannot be read as a PDF"),
    "a source": (lambda _: b"% mine\n\\documentclass{article}", "mlsys-paper build locked.pdf"),
    "empty": (lambda _: b"", "it is empty"),
    "cut off": (lambda folder: (folder / "paper.pdf").read_bytes()[:9000], "cannot be read"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_what_cannot_be_read_is_told_and_nothing_is_written(
    how: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, said = BROKEN[how]
    (folder / "locked.pdf").write_bytes(make(folder))
    assert main(["split", "locked.pdf"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("mlsys-paper: locked.pdf: ")
    assert said in err
    assert "Traceback" not in err
    assert here(folder) == {*GIVEN, "locked.pdf"}


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["absent.pdf"], "absent.pdf: there is no such file"),
        (["."], "this is a folder"),
        (["papr.pdf"], "Did you mean `mlsys-paper split paper.pdf`?"),
        (["Paper"], "Did you mean `mlsys-paper split paper.pdf`?"),
        (["paper.pdf", "--page", "3", "--within-page"], "not allowed with"),
        (["paper.pdf", "--page", "0"], "'0' is no page"),
        (["paper.pdf", "--page", "4-2"], "'4-2' is no page"),
        (["paper.pdf", "--page", "last"], "'last' is no page"),
        (["paper.pdf", "--page", "9"], "it has 4 pages, and --page names page 9"),
        (["paper.pdf", "--output-folder", "mid.pdf"], "mid.pdf can't be written"),
        ([], "the following arguments are required"),
    ],
)
def test_wrong_usage_is_explained(
    folder: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["split", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert here(folder) == GIVEN


@pytest.mark.usefixtures("inside")
def test_a_folder_in_the_way_leaves_nothing_half_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "paper-appendix.pdf").mkdir()
    assert main(["split", "paper.pdf", "--force"]) == 2
    assert "can't be written" in capsys.readouterr().err
    assert here(folder) == GIVEN


@pytest.mark.usefixtures("inside")
def test_names_of_files_are_no_commands_of_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "\x1b[2J\u202e.pdf"
    shutil.copy("paper.pdf", folder / name)
    assert main(["split", name]) == 0
    assert main(["split", name]) == 2
    out, err = capsys.readouterr()
    for text in (out, err):
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_the_installed_command_does_the_same(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mlsys_paper", "split", "paper.pdf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert here(folder) == GIVEN | PARTS
