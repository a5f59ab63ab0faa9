"""The artifact appendix: it has what evaluators ask for, alone and in a paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.document.anatomy import dissect
from mlsys_paper.pdf.page import read_document
from mlsys_paper.tex.installation import ENGINES
from style.papers import MODES, OPTION, paper

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument

FILE = Path(__file__).resolve().parent.parent / "example_paper" / "artifact_appendix.tex"
ITEMS = (
    "Algorithm Program Compilation Binary Model Data|set Run-time|environment Hardware Metrics "
    "Output Experiments Disk|space Time|to|prepare Time|to|run Availability Licences Archived|DOI"
)
HEADINGS = (
    "Artifact|Appendix Abstract Check-List Description How|to|Access Hardware Software "
    "Data|and|Models Installation Workflow Expected|Results Customisation Notes"
)


def clean(done: CompiledDocument) -> CompiledDocument:
    log = done.log
    assert [*log.errors, *log.warnings, *log.of_kind("overfull")] == []
    assert "incomplete" not in log_end(done)
    return done


def log_end(done: CompiledDocument) -> str:
    """What TeX says of conditionals and groups that were left open."""
    return done.log_text[-3000:]


def words(done: CompiledDocument) -> str:
    return " ".join(line.text for line in dissect(read_document(done.pdf)).lines())


def in_order(names: list[str]) -> str:
    return ".*?".join(re.escape(name) for name in names)


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_it_compiles_alone(compile_tex: CompileTex, engine: str) -> None:
    done = clean(compile_tex(FILE, engine=engine))
    assert done.log.pages == 2


def test_it_has_everything_in_the_usual_order(compile_tex: CompileTex) -> None:
    source = FILE.read_text(encoding="utf-8")
    headings = re.findall(r"\\(?:sub)*section\{(.*?)\}", source)
    assert headings == HEADINGS.replace(" ", "\n").replace("|", " ").splitlines()
    items = re.findall(r"\\item\[(.*?):\]", source)
    assert items == ITEMS.replace(" ", "\n").replace("|", " ").splitlines()
    text = words(clean(compile_tex(FILE)))
    assert re.search(in_order([f"{item}:" for item in items]), text)
    assert "A.3.1 How to Access" in text


@pytest.mark.parametrize("mode", MODES)
def test_it_goes_into_a_paper(compile_tex: CompileTex, mode: str) -> None:
    body = "\\section{Introduction}\nSee Section~\\ref{sec:artifact}.\n"
    body += "\\appendix\n\\section{Proofs}\nNone.\n\\input{artifact_appendix}\nThe last words."
    source = paper(OPTION[mode], body)
    reference = FILE.parents[1] / "tests/reference/documents/paragraphs.tex"
    done = clean(compile_tex(source, {FILE.name: FILE, "paragraphs.tex": reference}))
    text = words(done)
    assert "See Section B." in text
    assert re.search(r"B\s?A\s?RTIFACT\s?A\s?PPENDIX", text)
    assert text.index("get round them") < text.index("The last words")
