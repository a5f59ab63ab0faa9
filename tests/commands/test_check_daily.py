"""`mlsys-paper check` in an author's folder and over a chair's: builds, wishes, exports, mail."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from defusedxml.ElementTree import fromstring

import mlsys_paper
from check.papers import DATABASE, FILES, MAIN, submission
from mlsys_paper.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex

SMALL = rf"{MAIN}" + "\n\n" + r"{\small\ParaA\par\ParaB\par}"
NAMED = rf"{MAIN}\par As Zebulon Quartermain says, \ParaB"


def lay(folder: Path, pdf: Path | None, name: str) -> None:
    assert pdf is not None
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(pdf, folder / name)


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a paper's source, where the author stands."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.tex").write_text(submission(SMALL))
    for name, path in DATABASE.items():
        shutil.copy(path, tmp_path / name)
    return tmp_path


@pytest.fixture
def papers(tmp_path: Path, compile_tex: CompileTex, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A chair's folder of three papers."""
    monkeypatch.chdir(tmp_path)
    documents = {"12": submission(), "paper-007": submission(NAMED), "31_final": submission(SMALL)}
    for name, document in documents.items():
        lay(tmp_path, compile_tex(document, files=FILES).pdf, f"in/{name}.pdf")
    return tmp_path


def findings(capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    """The rules with findings of each paper in the JSON that was printed."""
    found = json.loads(capsys.readouterr().out)["papers"]
    return {paper["file"]: [one["rule"] for one in paper["findings"]] for paper in found}


# An author's folder.


@pytest.mark.parametrize("arguments", [[], ["main.tex"], ["./"]])
def test_a_paper_s_folder_is_built_and_checked(
    source: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    if arguments == ["./"]:
        main(["build", "-q"])  # a folder is that of its PDFs
    assert main(["check", *arguments]) == 0
    out = capsys.readouterr().out
    assert "main.pdf: 1 warning (submission)" in out
    assert "warning: body-size" in out
    assert (source / "main.pdf").is_file()
    assert (source / "main.bbl").is_file()


def test_a_paper_that_does_not_compile_is_told_so(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / "main.tex").write_text(submission(r"\nosuchcommand"))
    assert main(["check"]) == 1
    assert r"\nosuchcommand" in capsys.readouterr().out


def test_saves_are_watched(source: Path) -> None:
    command = [sys.executable, "-m", "mlsys_paper", "check", "--watch"]
    process = subprocess.Popen(command, cwd=source, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        assert _until_watching(process.stdout).count("body-size") == 1
        time.sleep(0.1)
        (source / "main.tex").write_text(submission())
        assert "nothing found" in _until_watching(process.stdout)
    finally:
        process.kill()
        process.communicate()


def _until_watching(stream: Any) -> str:
    lines = []
    for line in stream:
        lines.append(line)
        if line.startswith("watching"):
            break
    return "".join(lines)


# Wishes.


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (["--ignore", "body-size"], []),
        (["--ignore", "margins,body-size"], []),
        (["--select", "margins"], []),
        (["--select", "body-size", "--select", "margins"], ["body-size"]),
    ],
)
def test_rules_are_selected_and_ignored(
    papers: Path, options: list[str], left: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "in/31_final.pdf", "--format", "json", *options]) == 0
    (paper,) = json.loads(capsys.readouterr().out)["papers"]
    assert [one["rule"] for one in paper["findings"]] == left
    assert paper["ignored"] == ({} if left else {"body-size": 1})


SETTINGS = """stage = "submission"
names = ["Zebulon Quartermain"]
[ignore]
body-size = "The appendix of the call allows it."
"""


@pytest.mark.parametrize("file", [".mlsys-paper.toml", "pyproject.toml"])
def test_settings_lie_beside_the_paper(
    papers: Path, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SETTINGS
    if file == "pyproject.toml":
        text = "[tool.mlsys-paper]\n" + text.replace("[ignore]", "[tool.mlsys-paper.ignore]")
    (papers / "in" / file).write_text(text)
    assert main(["check", "in/31_final.pdf"]) == 0
    assert "left out as you wished: 1 of body-size" in capsys.readouterr().out
    assert main(["check", "in/paper-007.pdf"]) == 1
    assert "Zebulon Quartermain" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stage = 'draft'", "no stage 'draft'"),
        ("[ignore]\nbody-size = ''", "no reason"),
        ("[ignore]\nbodysize = 'x'", "no rule bodysize"),
        ("colour = 1", "no setting called colour"),
        ("names = 'Ada'", "lists of texts"),
        ("stage = ", "can't be read"),
    ],
)
def test_wrong_settings_are_named(
    papers: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (papers / "in" / ".mlsys-paper.toml").write_text(text)
    assert main(["check", "in/12.pdf"]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert ".mlsys-paper.toml" in err


def test_a_chair_ignores_no_error_of_the_call(
    papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (papers / "names.txt").write_text("Zebulon Quartermain\n")
    options = ["--authors", "names.txt", "--ignore", "anonymous-text,body-size"]
    assert main(["check", "in", "--format", "json", *options]) == 1
    assert findings(capsys) == {
        "in/12.pdf": [],
        "in/31_final.pdf": [],
        "in/paper-007.pdf": ["anonymous-text"],
    }


# A chair's run.

OPENREVIEW = """number,title,authors,authorids,pdf
12,Predictive Placement,Ada Quill|Bruno Marlow,~Ada_Quill1|bruno@north.edu,
7,A Study of Something Else,Zebulon Quartermain,zeb@works.edu,
31,Predictive Placement,Mei Tan,,
40,Never Uploaded,Olu Ng,,
"""
HOTCRP = [
    {
        "pid": 12,
        "title": "Predictive Placement",
        "authors": [{"first": "Ada", "last": "Quill", "email": "ada@north.edu"}],
    },
    {
        "pid": 7,
        "title": "A Study of Something Else",
        "authors": [
            {"first": "Zebulon", "last": "Quartermain", "affiliation": "Works", "email": "z@w.edu"}
        ],
    },
    {"pid": 31, "title": "Predictive placement", "authors": [{"name": "Mei Tan"}]},
    {"pid": 40, "title": "Never Uploaded", "authors": []},
]
NOTES = {
    "notes": [
        {"number": 12, "content": {"title": {"value": "Predictive Placement"}}},
        {
            "number": 7,
            "content": {
                "title": {"value": "A Study of Something Else"},
                "authors": {"value": ["Zebulon Quartermain"]},
            },
        },
        {"number": 31, "content": {"title": {"value": "Predictive Placement"}}},
        {"number": 40, "content": {"title": {"value": "Never Uploaded"}}},
    ]
}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("export.csv", OPENREVIEW),
        ("export.csv", OPENREVIEW.replace(",", ";").replace("|", ",")),
        ("export.json", json.dumps(HOTCRP)),
        ("notes.json", json.dumps(NOTES)),
    ],
    ids=["OpenReview's table", "with semicolons", "HotCRP's JSON", "OpenReview's notes"],
)
def test_each_paper_is_held_against_its_submission(
    papers: Path, name: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (papers / name).write_text(text)
    shutil.copy("in/12.pdf", "in/stray.pdf")
    assert main(["check", "in", "--submissions", name, "--format", "json"]) == 1
    out, err = capsys.readouterr()
    found = {one["file"]: one["findings"] for one in json.loads(out)["papers"]}
    assert [one["rule"] for one in found["in/paper-007.pdf"]] == ["anonymous-text", "title"]
    assert "A Study of Something Else" in found["in/paper-007.pdf"][1]["message"]
    assert [one["rule"] for one in found["in/12.pdf"]] == []
    assert "missing: submission 40, Never Uploaded has no file" in err
    assert "surplus: in/stray.pdf is of no submission" in err


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "{", '{"x": 1}'])
def test_what_is_no_export_is_named(
    papers: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "export.json" if "{" in text else "export.csv"
    (papers / name).write_text(text)
    assert main(["check", "in", "--submissions", name]) == 2
    assert name in capsys.readouterr().err


def test_each_author_gets_a_report(papers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "in", "--reports", "mail"]) == 0
    assert sorted(path.name for path in (papers / "mail").iterdir()) == [
        "12.html",
        "31_final.html",
        "paper-007.html",
    ]
    page = (papers / "mail" / "31_final.html").read_text("utf-8")
    assert "body-size" in page
    assert "data:image/png" in page
    (papers / "mail" / "12.html").write_text("<p>mine</p>")
    assert main(["check", "in", "--reports", "mail"]) == 2
    assert "is no report" in capsys.readouterr().err


def test_tables_open_in_a_spreadsheet(papers: Path) -> None:
    shutil.copy("in/12.pdf", "in/=1+1.pdf")
    assert main(["check", "in", "--output", "papers.csv"]) == 0
    data = (papers / "papers.csv").read_bytes()
    assert data.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["file"] for row in rows][:2] == ["in/12.pdf", "in/31_final.pdf"]
    assert [row["guide findings"] for row in rows] == ["0", "1", "0", "0"]
    assert main(["check", "in/31_final.pdf", "--output", "one.findings.csv"]) == 0
    (row,) = csv.DictReader(io.StringIO((papers / "one.findings.csv").read_text("utf-8-sig")))
    assert (row["rule"], row["severity"], row["basis"]) == ("body-size", "warning", "guide")


def test_strangers_words_become_no_formulas(papers: Path) -> None:
    (papers / "in").rename(papers / "=in")
    assert main(["check", "=in", "--output", "papers.csv"]) == 0
    assert "\n'=in/12.pdf," in (papers / "papers.csv").read_text("utf-8-sig").replace("\r", "")


def test_a_run_goes_on_where_it_was(
    papers: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(papers / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert main(["check", "in", "--resume", "--format", "json"]) == 0
    first = capsys.readouterr().out

    def no_worker(*_: object, **__: object) -> None:
        raise AssertionError("nothing is left to check")

    monkeypatch.setattr("mlsys_paper.check.batch.job_of", no_worker)
    assert main(["check", "in", "--resume", "--format", "json"]) == 0
    assert capsys.readouterr().out == first


# What programs read.


def test_sarif_has_a_result_for_each_finding(
    papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "in", "--format", "sarif"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert [one["ruleId"] for one in run["results"]] == ["body-size"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert run["results"][0]["ruleId"] in ids
    assert len(run["artifacts"]) == 3


def test_junit_has_a_suite_for_each_paper(papers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (papers / "names.txt").write_text("Zebulon Quartermain\n")
    assert main(["check", "in", "--format", "junit", "--authors", "names.txt"]) == 1
    suites = fromstring(capsys.readouterr().out)
    assert [suite.get("failures") for suite in suites] == ["0", "0", "1"]
    (failure,) = suites.iter("failure")
    assert "Zebulon Quartermain" in (failure.text or "")


def test_python_checks_a_paper(papers: Path) -> None:
    report = mlsys_paper.check_paper("in/31_final.pdf")
    assert [finding.rule for finding in report.findings] == ["body-size"]
    assert len(report.sha256) == 64
    assert mlsys_paper.check_paper("absent.pdf").failure


# On the terminal.


def test_nothing_is_said_of_good_papers(papers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "in/12.pdf", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main(["check", "in/31_final.pdf", "-q"]) == 0
    assert "body-size" in capsys.readouterr().out


@pytest.mark.parametrize(("color", "there"), [("always", True), ("auto", False), ("never", False)])
def test_colour_is_as_wished(
    papers: Path, color: str, there: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "in/31_final.pdf", "--color", color]) == 0
    assert ("\x1b[" in capsys.readouterr().out) is there


def test_the_version_is_the_style_s(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("mlsys-paper 20")


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_shells_complete(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--print-completion", shell]) == 0
    assert "check" in capsys.readouterr().out


def test_one_rule_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "body-size"]) == 0
    assert capsys.readouterr().out.startswith("body-size\n")
    assert main(["rules", "body-siz"]) == 2
    assert "Did you mean body-size?" in capsys.readouterr().err
