"""Correct papers that the project keeps: the corpus, the reference documents, the author guide."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from check.older_style import older_files
from maintain.release import STYLE_LINE
from mlsys_paper.tex.sources import folder_sources
from rates.draft import OF_OLDER_STYLES, THIS_YEAR
from rates.manuscript import Manuscript

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlsys_paper.check.findings import Stage

_CHECKOUT = Path(__file__).resolve().parents[2]
_PAPERS = _CHECKOUT / "tests" / "compare" / "papers"
_DOCUMENTS = _CHECKOUT / "tests" / "reference" / "documents"
_MAINS: Mapping[str, tuple[str, Stage]] = {
    "tricks": ("paper.tex", "submission"),
    "theory": ("main.tex", "submission"),
    "code": ("main.tex", "submission"),
    "tables": ("main.tex", "submission"),
    "floats": ("submission.tex", "submission"),
    "consortium": ("consortium.tex", "camera-ready"),
    "preprint": ("main.tex", "preprint"),
    "unicode": ("tex/main.tex", "submission"),
    "short": ("paper.tex", "submission"),
}
# What their README says of the papers; reference documents show the layout, and are no papers.
_DESERVED = {
    "tricks": ("source-spacing", "source-layout", "source-style"),
    "preprint": ("source-layout",),
    "body": ("references-present", "appendix-separate", "acknowledgements", "body-size"),
    "floats": ("references-present", "source-spacing"),
    "long": ("references-present",),
    "titlepage": ("references-present",),
}
_MISSING = ("reads.pdf", "writes.pdf", "admission.pdf")
# A grey picture of 1 by 1.
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b"
    "550000000a49444154789c636800000082008177cd72b60000000049454e44ae"
    "426082"
)
_LOADS = re.compile(r"(\\usepackage(?:\[[^\]]*\])?)\{(mlsys|sysml)(\d{4})\}")


def kept(plots: Mapping[str, bytes]) -> Iterator[Manuscript]:
    """All of them, in this year's style and, where they can be, in an older one.

    Args:
        plots: PDFs in place of figures that are missing.
    """
    for name, (main, stage) in _MAINS.items():
        folder = (_PAPERS / name / main).parent
        yield _from_folder(name, folder, Path(main).name, stage, plots)
        if name not in ("unicode", "consortium", "preprint"):
            yield _from_folder(name, folder, Path(main).name, stage, plots, year=THIS_YEAR - 1)
    for document in ("body", "citations", "floats", "long", "titlepage"):
        modes: dict[str, Stage] = {"": "submission", "accepted": "camera-ready"}
        for mode, stage in modes.items():
            yield _document(document, mode, stage, THIS_YEAR)
        yield _document(document, "", "submission", THIS_YEAR - 1)
    guide = _CHECKOUT / "example_paper" / "example_paper.tex"
    stages: dict[str, Stage] = {
        "": "submission",
        "accepted": "camera-ready",
        "preprint": "preprint",
    }
    for mode, stage in stages.items():
        text = guide.read_text(encoding="utf-8")
        text = text.replace(f"\n{STYLE_LINE}\n", f"\n{STYLE_LINE.replace('{', f'[{mode}]{{')}\n")
        files = {**folder_sources(guide.parent, guide.name).files, "main.tex": text}
        yield Manuscript(f"author guide, {mode or 'review'}", stage, "main.tex", files)


def _from_folder(
    name: str,
    folder: Path,
    main: str,
    stage: Stage,
    plots: Mapping[str, bytes],
    *,
    year: int = THIS_YEAR,
) -> Manuscript:
    files: dict[str, str | bytes | Path] = {
        str(path.relative_to(folder)): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("fancyhdr.sty", "algorithm.sty", "algorithmic.sty")
    }
    text = (folder / main).read_text(encoding="utf-8")
    text = _LOADS.sub(rf"\1{{mlsys{year}}}", text)
    text = re.sub(r"\\bibliographystyle\{\w+\}", rf"\\bibliographystyle{{mlsys{year}}}", text)
    files[main] = text
    picture = next(iter(plots.values()))
    if "includegraphics" in text or "epsf" in text or name == "floats":
        files |= {missing: picture for missing in _MISSING if missing not in files}
        files |= {"plots/scans.png": _PIXEL} if name == "floats" else {}
    if year < THIS_YEAR:
        files |= older_files(year)
    engine = "xelatex" if name == "unicode" else "pdflatex"
    deserved = (*_DESERVED.get(name, ()), *(OF_OLDER_STYLES if year < THIS_YEAR else ()))
    return Manuscript(f"{name}, {year}", stage, main, files, engine, deserved=deserved)


def _document(name: str, mode: str, stage: Stage, year: int) -> Manuscript:
    text = (_DOCUMENTS / f"{name}.tex").read_text(encoding="utf-8")
    text = text.replace("STYLEOPTIONS", mode).replace("mlsys2024", f"mlsys{year}")
    files: dict[str, str | bytes | Path] = {"main.tex": text}
    files |= older_files(year) if year < THIS_YEAR else {}
    files |= {p: _DOCUMENTS / p for p in ("paragraphs.tex", "references.bib")}
    title = f"reference document {name}, {mode or 'review'}, {year}"
    deserved = (*_DESERVED.get(name, ()), *(OF_OLDER_STYLES if year < THIS_YEAR else ()))
    return Manuscript(title, stage, "main.tex", files, deserved=deserved)
