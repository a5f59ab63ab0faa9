"""Layouts are written so that they read well and come back as they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.errors import PaperError
from mlsys_paper.page.compare import compare_layouts
from mlsys_paper.page.layout import (
    main,
    read_layout,
    read_reference,
    without_numbers,
    without_ruler,
    write_layout,
)
from mlsys_paper.pdf.model import Document, Page, Rule, Run
from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from conftest import CompileTex

REFERENCE = Path(__file__).parent.parent / "reference" / "layouts"

RUNS = (
    Run(55.44, 691.06, 289.42, "NimbusRomNo9L-Regu", 9.96, "requests well | enough"),
    Run(60.12, 679.1, 72.09, "CMR10", 5.98, "2024", (0, 20, 115)),
    Run(10, 200, 20.5, "", 9, "no\\font \u200b\x1b\U000f0000", (1, 2, 3), 90),
)
DOCUMENT = Document(
    Path("paper.pdf"),
    (
        Page(1, 612, 792, RUNS, (Rule(55.44, 717.97, 541.44, 719.96),)),
        Page(2, 595.28, 841.89),
    ),
)
TEXT = r"""
page 1: 612 x 792
rule   55.44  717.97  541.44  719.96
  55.44  691.06  289.42   9.96 NimbusRomNo9L-Regu | requests well | enough
  60.12  679.10   72.09   5.98 CMR10 #001473 | 2024
  10.00  200.00   20.50   9.00 - #010203 @90 | no\\font \u200b\x1b\U000f0000
page 2: 595.28 x 841.89
""".lstrip("\n")


def test_a_layout_is_one_line_for_each_run_and_rule() -> None:
    assert write_layout(DOCUMENT) == TEXT


def test_a_layout_comes_back_as_it_was() -> None:
    back = read_layout(TEXT)
    assert back.pages == DOCUMENT.pages
    assert compare_layouts(DOCUMENT, back, 0, colours=True) == ()


@pytest.mark.parametrize(
    "line",
    ["rule 1 2 3", "rule a b c d", "  1 2 3 4 Times text without a bar", "page one: 1 x 2"],
)
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(PaperError, match=r"golden\.txt, line 2: no line of a layout"):
        read_layout(f"page 1: 612 x 792\n{line}\n", Path("golden.txt"))


def test_a_run_before_the_first_page_is_named() -> None:
    with pytest.raises(PaperError, match="line 1"):
        read_layout(TEXT.splitlines()[2])


def test_reference_files_are_read_as_they_are_written() -> None:
    path = REFERENCE / "body-review.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    document = read_reference(path)
    assert len(document.pages) == len(data["pages"]) == 3
    for page, written in zip(document.pages, data["pages"], strict=True):
        assert [page.width, page.height] == written["size"]
        assert [list(rule.box) for rule in page.rules] == written["rules"]
        assert [
            [run.x, run.baseline, run.right, run.font, run.size, run.text] for run in page.runs
        ] == [[*run[:5], run[5].replace("\x02", "-")] for run in written["runs"]]


def test_the_ruler_of_older_styles_is_left_out() -> None:
    document = read_reference(REFERENCE / "body-review.json")
    rest = without_ruler(document)
    for before, after in zip(document.pages, rest.pages, strict=True):
        gone = {run.text for run in before.runs} - {run.text for run in after.runs}
        assert len(before.runs) - len(after.runs) == 55
        assert all(len(text) == 3 and text.isdecimal() for text in gone)
    accepted = read_reference(REFERENCE / "body-accepted.json")
    assert without_ruler(accepted) == accepted


def test_numbers_in_the_margins_are_left_out() -> None:
    kept = (
        Run(55.44, 700, 60, "Times", 9, "12"),
        Run(530, 700, 541, "Times", 9, "(3)"),
        Run(300, 400, 310, "Times", 9, "7"),
        Run(20, 300, 50, "Times", 9, "text"),
    )
    gone = (
        Run(40, 700, 47, "Times", 6, "12"),
        Run(549, 700, 555, "Times", 6, "13"),
        Run(296, 49, 300, "Times", 9, "1"),
    )
    document = Document(Path("x"), (Page(1, 612, 792, kept + gone),))
    assert without_numbers(document).pages[0].runs == kept


@pytest.mark.parametrize("content", ["", "[]", '{"pages": [{"size": [1, 2]}]}', '{"pages": [3]}'])
def test_a_file_that_is_no_layout_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PaperError, match=r"broken\.json: not a layout file"):
        read_reference(path)


@pytest.fixture(scope="module")
def pdf(compile_tex: CompileTex) -> Path:
    compiled = compile_tex(r"\documentclass{article}\begin{document}A page.\end{document}")
    assert compiled.pdf is not None
    return compiled.pdf


def test_the_layout_of_a_pdf_comes_back_from_its_text(pdf: Path) -> None:
    document = read_document(pdf)
    assert compare_layouts(read_layout(write_layout(document)), document, 0.005, colours=True) == ()


def test_the_command_compares_and_says_so(
    pdf: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(pdf), str(pdf)]) == 0
    assert capsys.readouterr().out == "The layouts agree.\n"
    reference = str(REFERENCE / "citations-review.json")
    assert main(["compare", reference, str(pdf), "--ignore-ruler", "--most", "2"]) == 1
    assert "... and" in capsys.readouterr().out
    assert main(["compare", reference, str(tmp_path / "absent.pdf")]) == 2
    assert "absent.pdf: there is no such file" in capsys.readouterr().err
