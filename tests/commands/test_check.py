"""`mlsys-paper check` as its users run it: what it prints and writes, how it exits."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from check.papers import DATABASE, FILES, MAIN, submission
from check.raw_pdf import raw_pdf
from commands.interrupts import HEEDING_INTERRUPTS
from mlsys_paper.cli import main
from mlsys_paper.reports.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex

CUT_OFF = (
    r"\begin{thebibliography}{1}\bibitem[Quill(2020)]{quill-article} Quill, A., et al. A study of "
    r"queues. \emph{Journal of Queues}, 2020.\end{thebibliography}"
)


@pytest.fixture
def folder(tmp_path: Path, compile_tex: CompileTex, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user stands: a good paper, one that cuts authors off, and no PDF."""
    monkeypatch.chdir(tmp_path)
    wrong = submission(references=CUT_OFF)
    for name, document in (("good", submission()), ("wrong", wrong)):
        pdf = compile_tex(document, files=FILES).pdf
        assert pdf
        shutil.copy(pdf, tmp_path / f"{name}.pdf")
    (tmp_path / "notes.pdf").write_text("Dear chairs, ...")
    return tmp_path


def report(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The papers of the JSON report that was printed."""
    papers: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["papers"]
    return papers


def test_a_good_paper_has_no_findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "good.pdf"]) == 0
    out, err = capsys.readouterr()
    first, blank, facts = out.splitlines()
    assert (first, blank, err) == ("good.pdf: nothing found (submission)", "", "")
    assert facts.startswith("pages 2; main text ends on page 2; columns 2;")


def test_a_wrong_paper_is_told_what_and_how_to_mend_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "wrong.pdf"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "wrong.pdf: 1 error (submission)"
    assert lines[2] == "error: complete-author-lists"
    assert lines[4].startswith("    > ")


def test_a_file_that_the_system_hides_does_not_keep_the_others_from_being_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = 300 * "x"
    assert main(["check", name, "good.pdf", "--format", "json"]) == 2
    hidden, good = report(capsys)
    assert "File name too long" in hidden["failure"]["reason"]
    assert good["ok"]
    assert main(["check", "good.pdf", "--source", name, "--format", "json"]) == 2
    (paper,) = report(capsys)
    assert "File name too long" in paper["failure"]["reason"]


def test_what_cannot_be_checked_is_named_and_the_others_are_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "absent.pdf", "wrong.pdf", "notes.pdf", "good.pdf"]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "absent.pdf: could not be checked: there is no such file"
    assert lines[1].startswith("notes.pdf: could not be checked: cannot be read as a PDF")
    heads, wrong, good = (line.split() for line in lines[-5:-2])
    assert heads == ["paper", "anonymity", "length", "authors", "format", "guide", "pages"]
    assert wrong == ["wrong.pdf", "-", "-", "1", "-", "-", "2"]
    assert good == ["good.pdf", "-", "-", "-", "-", "-", "2"]
    assert lines[-1] == "4 papers, 1 with errors, 1 without, 2 could not be checked"


def test_folders_are_searched_to_the_bottom(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in ("in/b/2.PDF", "in/b/1.pdf", "in/a.pdf", "in/b/text.txt"):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy("good.pdf", folder / place)
    (folder / "empty").mkdir()
    assert main(["check", "in", "empty", "in/a.pdf", "--format", "json", "--jobs", "2"]) == 2
    papers = report(capsys)
    assert [paper["file"] for paper in papers] == ["in/a.pdf", "in/b/1.pdf", "in/b/2.PDF", "empty"]
    assert [paper["ok"] for paper in papers] == [True, True, True, False]
    assert papers[-1]["failure"]["reason"] == "there is no PDF in this folder"


def test_stage_and_authors_reach_the_rules(
    folder: Path, compile_tex: CompileTex, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "good.pdf", "--stage", "camera-ready", "--format", "json"]) == 0
    [paper] = report(capsys)
    assert paper["stage"] == "camera-ready"
    assert {finding["severity"] for finding in paper["findings"]} == {"warning"}
    named = submission(rf"{MAIN}\par As Zebulon Quartermain says, \ParaB")
    pdf = compile_tex(named, files=FILES).pdf
    assert pdf
    (folder / "authors.txt").write_text("# ours\n\nZebulon Quartermain  # the first\n")
    assert main(["check", str(pdf), "--format", "json"]) == 0
    capsys.readouterr()
    assert main(["check", str(pdf), "--authors", "authors.txt", "--format", "json"]) == 1
    [paper] = report(capsys)
    assert {finding["rule"] for finding in paper["findings"]} == {"anonymous-text"}


def test_the_source_is_read_as_well(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = submission(r"\section{One}\vspace{-9pt}\ParaA")
    (folder / "main.tex").write_text(text)
    for name, path in DATABASE.items():
        shutil.copy(path, folder / name)
    main(["check", "good.pdf", "--source", "main.tex", "--format", "json"])
    [paper] = report(capsys)
    found = [f for f in paper["findings"] if f["file"] == "main.tex"]
    assert found
    line = 1 + text.splitlines().index(r"\section{One}\vspace{-9pt}\ParaA")
    assert {f["line"] for f in found} == {line}


def test_an_absent_source_is_no_crash(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "good.pdf", "--source", "absent.tex"]) == 2
    assert "absent.tex" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["good.pdf", "wrong.pdf", "--source", "main.tex"], "--source belongs to one PDF"),
        (["good.pdf", "--authors", "absent.txt"], "absent.txt can't be read"),
        (["good.pdf", "--authors", "latin.txt"], "latin.txt is no UTF-8 text"),
        (["good.pdf", "--output", "absent/report.txt"], "absent/report.txt can't be written"),
        (["good.pdf", "--jobs", "0"], "'0' is no number above 0"),
        (["good.pdf", "--stage", "draft"], "invalid choice"),
    ],
)
def test_wrong_usage_is_explained(
    folder: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "latin.txt").write_bytes(b"Andr\xe9\n")
    assert main(["check", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_goes_to_a_file_too(
    folder: Path,
    form: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert main(["check", "wrong.pdf", "--format", form]) == 1
    printed = capsys.readouterr().out
    assert "complete-author-lists" in printed
    for _ in range(2):  # the second takes the first one's place
        assert main(["check", "wrong.pdf", "--format", form, "--output", "report"]) == 1
        out, err = capsys.readouterr()
        assert (out, err) == ("", f"report: a report, as {form}\n")
        written = (folder / "report").read_bytes().decode()
        assert written.startswith(printed.replace("\r\n", "\n")) or form.endswith("csv")
        assert "complete-author-lists" in written
        digest = hashlib.sha256((folder / "wrong.pdf").read_bytes()).hexdigest()
        assert digest in written or form == "junit"
    assert not list(folder.glob(".report*"))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("r.json", '"schema": 2'),
        ("r.html", "<!DOCTYPE html>"),
        ("r.csv", "main text ends"),
        ("r.findings.csv", "complete-author-lists,error,call"),
        ("r.sarif", "sarif-2.1.0"),
        ("r.xml", "<testsuites"),
        ("r.txt", "error: complete-author-lists"),
    ],
)
def test_the_ending_chooses_the_format(folder: Path, name: str, form: str) -> None:
    assert main(["check", "wrong.pdf", "--output", name]) == 1
    assert form in (folder / name).read_text("utf-8")


def test_nothing_but_a_report_is_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "notes.txt").write_text("Dear diary, ...")
    assert main(["check", "good.pdf", "--output", "notes.txt"]) == 2
    assert "is no report of this program" in capsys.readouterr().err
    assert (folder / "notes.txt").read_text() == "Dear diary, ..."


@pytest.mark.parametrize("output", ["good.pdf", "./good.pdf", "names.txt"])
def test_a_report_takes_no_paper_s_place(
    output: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = folder / "names.txt"
    names.write_text("Ada Quill")
    before = (folder / output).read_bytes()
    assert main(["check", ".", "--authors", "names.txt", "--output", output]) == 2
    assert "the report would take its place" in capsys.readouterr().err
    assert (folder / output).read_bytes() == before


def test_a_bar_moves_on_a_terminal_and_the_report_stays_clean(folder: Path) -> None:
    mine, its = pty.openpty()
    environment = os.environ | {"TERM": "xterm"}
    command = [sys.executable, "-m", "mlsys_paper", "check", "good.pdf", "wrong.pdf"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=its, env=environment, check=False)
    os.close(its)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal is an error
        while block := os.read(mine, 4096):
            shown += block
    os.close(mine)
    assert b"checking" in shown
    assert b"2/2" in shown
    assert done.returncode == 1
    assert b"\x1b" not in done.stdout
    assert done.stdout.startswith(b"paper ")


def test_an_interrupted_check_leaves_nothing_behind(folder: Path) -> None:
    (folder / "bomb.pdf").write_bytes(raw_pdf(b"0 0 m 9 9 l S\n" * 8_000_000))
    command = [sys.executable, "-m", "mlsys_paper", "check", "bomb.pdf", "good.pdf"]
    with subprocess.Popen(
        [*HEEDING_INTERRUPTS, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        time.sleep(1.5)
        assert process.poll() is None
        start = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert process.returncode == 130
        assert (out, err) == (b"", b"mlsys-paper: interrupted\n")
        # Those who wait for the end of its output would wait for its workers too.
        assert time.monotonic() - start < 10


def test_names_of_files_are_no_commands_of_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "\x1b[2J\u202e<b>&%0A\n.pdf"
    (folder / name).write_bytes(raw_pdf())
    for form in ("text", "json", "html", "github"):
        main(["check", name, "--format", form])
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert ("<b>" in out) == (form != "html")
