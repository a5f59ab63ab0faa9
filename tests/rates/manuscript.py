"""Papers as folders of files: compiled, changed once finished, and checked."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.check.batch import Task, check_all
from mlsys_paper.tex.compile import compile_document
from mlsys_paper.tex.sources import Sources, given_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mlsys_paper.check.findings import PaperReport, Stage

_STYLE = Path(__file__).resolve().parents[2] / "mlsys2024style"


@dataclass(frozen=True)
class Manuscript:
    """A paper that can be compiled and checked.

    Attributes:
        name: for reports.
        stage: what it is submitted as.
        main: the name of its main file.
        files: all its files, the main one and older styles among them.
        engine: what sets it.
        alter: changes the finished PDF.
        authors: what must not appear, as for `--authors`.
        deserved: rules whose findings are right.
        withheld: files that TeX had and the checker doesn't get.
        unsaid: whether the checker isn't told the stage.
        broken: whether something is wrong with it, of which the style or BibTeX may complain.
    """

    name: str
    stage: Stage
    main: str
    files: Mapping[str, str | bytes | Path]
    engine: str = "pdflatex"
    alter: Callable[[bytes], bytes] | None = None
    authors: tuple[str, ...] = ()
    deserved: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    unsaid: bool = False
    broken: bool = False


@dataclass(frozen=True)
class Checked:
    """What came of a manuscript.

    Attributes:
        manuscript: that was checked.
        report: of the checker; None when TeX made no paper of it.
        complaint: what TeX, or the checker's worker, said then.
        pdf: the file.
    """

    manuscript: Manuscript
    report: PaperReport | None = None
    complaint: str = ""
    pdf: Path | None = None


def checked(
    manuscripts: Sequence[Manuscript],
    folder: Path,
    cache: Path,
    *,
    jobs: int = 2,
    advance: Callable[[], object] = lambda: None,
) -> list[Checked]:
    """Compile and check, each in a folder of its own, with its sources.

    Args:
        manuscripts: the papers.
        folder: for sources and PDFs.
        cache: of compiled documents.
        jobs: papers at a time.
        advance: called when one is done.
    """

    def compiled(number: int) -> Checked:
        place = folder / f"{number:04}"
        return _compiled(manuscripts[number], place, cache)

    results: list[Checked] = []
    with ThreadPoolExecutor(jobs) as pool:
        for result in pool.map(compiled, range(len(manuscripts))):
            results.append(result)
            advance()
    papers = [number for number, result in enumerate(results) if result.pdf]
    tasks = [_task(results[number]) for number in papers]
    for index, outcome in check_all(tasks, jobs=jobs):
        done = results[papers[index]]
        report = outcome.report
        results[papers[index]] = Checked(done.manuscript, report, report.failure, done.pdf)
    return results


def _compiled(manuscript: Manuscript, place: Path, cache: Path) -> Checked:
    others = {name: data for name, data in manuscript.files.items() if name != manuscript.main}
    main = manuscript.files[manuscript.main]
    text = main if isinstance(main, str) else Path(str(main)).read_text(encoding="utf-8")
    result = compile_document(
        text=text, files=others, engine=manuscript.engine, inputs=(_STYLE,), cache=cache
    )
    errors = [
        error
        for error in result.log.errors
        if not (manuscript.broken and re.search("mlsys|bib", f"{error.source} {error.message}"))
    ]
    if result.pdf is None or errors:
        said = "; ".join(dict.fromkeys(error.message for error in errors))
        return Checked(manuscript, complaint=said or result.output[-500:] or "no PDF")
    given = {n: data for n, data in manuscript.files.items() if n not in manuscript.withheld}
    Sources(given_sources(given)).copy_to(place)
    pdf = place / "finished.pdf"
    data = result.pdf.read_bytes()
    pdf.write_bytes(manuscript.alter(data) if manuscript.alter else data)
    return Checked(manuscript, pdf=pdf)


def _task(paper: Checked) -> Task:
    assert paper.pdf is not None
    manuscript = paper.manuscript
    return Task(
        paper.pdf,
        None if manuscript.unsaid else manuscript.stage,
        source=paper.pdf.parent / manuscript.main,
        authors=manuscript.authors,
    )
