"""The two rooms behind the page reader: what one of them has, the other has too."""

from __future__ import annotations

import ast
from pathlib import Path

import pypdfium2.raw as c
import pytest

from mlsys_paper.pdf import native, pdfium

PDF = Path(pdfium.__file__).parent
BROWSER = PDF.parent / "browser" / "pdfium.py"
PAGE = BROWSER.parent / "page"


def names_used() -> set[str]:
    """What the readers of pages ask of `p`."""
    return {
        node.attr
        for file in PDF.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "p"
    }


def names_defined(file: Path) -> set[str]:
    names = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def test_both_rooms_have_all_that_the_readers_use() -> None:
    used = names_used() - names_defined(Path(pdfium.__file__)) - {"Function"}
    used -= {name for name in used if name.isupper()}
    assert len(used) > 50
    assert used <= set(dir(native))
    assert used <= names_defined(BROWSER)


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("TEXT", "FPDF_PAGEOBJ_TEXT"),
        ("PATH", "FPDF_PAGEOBJ_PATH"),
        ("IMAGE", "FPDF_PAGEOBJ_IMAGE"),
        ("FORM", "FPDF_PAGEOBJ_FORM"),
        ("CURVE", "FPDF_SEGMENT_BEZIERTO"),
        ("LINK", "FPDF_ANNOT_LINK"),
        ("GO_TO", "PDFACTION_GOTO"),
        ("GO_TO_FILE", "PDFACTION_REMOTEGOTO"),
        ("OPEN_ADDRESS", "PDFACTION_URI"),
        ("LAUNCH", "PDFACTION_LAUNCH"),
    ],
)
def test_numbers_are_those_of_the_headers(name: str, meaning: str) -> None:
    assert getattr(pdfium, name) == getattr(c, meaning)


def test_the_page_names_no_other_place() -> None:
    for file in PAGE.iterdir():
        text = file.read_text(encoding="utf-8")
        assert "http:" not in text, file
        assert "https:" not in text, file
