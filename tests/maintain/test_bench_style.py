"""The bench compiles real documents and reports them side by side; no time is tested."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from maintain.bench import style as bench
from mlsys_paper.errors import PaperError

pytestmark = pytest.mark.thorough

REPOSITORY = Path(__file__).resolve().parents[2]
STYLE = REPOSITORY / "mlsys2024style"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A style folder of another year and family, which loads nothing."""
    folder = tmp_path / "older"
    folder.mkdir()
    commands = "".join(
        rf"\newcommand\sysml{name}[{count}]{{}}"
        for name, count in (
            ("title", 1),
            ("author", 2),
            ("affiliation", 2),
            ("correspondingauthor", 2),
            ("keywords", 1),
        )
    )
    (folder / "sysml2019.sty").write_text(
        r"\ProvidesPackage{sysml2019}\DeclareOption{accepted}{}\ProcessOptions"
        rf"{commands}\newenvironment{{sysmlauthorlist}}{{}}{{}}"
        r"\newcommand\printAffiliationsAndNotice[1]{}",
        encoding="utf-8",
    )
    return folder


def test_every_subject_is_compared_with_the_article_in_one_report(
    older: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(["--rounds", "1", str(STYLE), str(older)]) == 0
    preamble, paper = capsys.readouterr().out.strip().split("\n\n")
    assert preamble.startswith("Preamble")
    assert paper.startswith("Ten pages")
    names = ["bare two-column article"]
    names += [f"{name}, {mode}" for name in ("mlsys2024", "sysml2019") for mode in bench.MODES]
    for table in (preamble, paper):
        rows = table.splitlines()[2:]
        assert [re.split(r"\s{2,}", row)[0] for row in rows] == names
        assert rows[0].endswith(" 1.00")
        assert re.search(r"\+0\.0 .*\+0\.0 .*\+0\.0", rows[0])


@pytest.mark.parametrize("files", [(), ("notes.sty",), ("mlsys2023.sty", "mlsys2024.sty")])
def test_a_folder_that_is_no_style_folder_is_refused(
    tmp_path: Path, files: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in files:
        (tmp_path / name).touch()
    assert bench.main([str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_a_style_that_fails_is_named_with_its_error(older: Path, tmp_path: Path) -> None:
    style = older / "sysml2019.sty"
    style.write_text(style.read_text("utf-8") + r"\undefinedcommand", encoding="utf-8")
    with pytest.raises(PaperError, match=r"sysml2019, review.*Undefined control sequence"):
        bench.measure(bench.PREAMBLE, bench.subjects_for([older]), 1)


def test_a_run_of_no_rounds_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--rounds", "0", str(STYLE)]) == 2
    assert "At least one round" in capsys.readouterr().err


def test_the_time_is_that_of_tex(tmp_path: Path) -> None:
    idle, busy = r"\count0=1", r"\count0=1 \loop\ifnum\count0<2000000 \advance\count0 by 1 \repeat"
    article = bench.Subject("article", "", "", None)
    times = []
    for text in (idle, busy):
        (tmp_path / "paper.tex").write_text(rf"\relax {text} \csname @@end\endcsname", "utf-8")
        times.append(bench.cpu_of(article, "paper.tex", tmp_path))
    # The loop takes longer than starting TeX several times over.
    assert times[1] > 2 * times[0]


def test_spread_is_median_and_range() -> None:
    assert bench.Spread.of([3.0, 1.0, 8.0]) == bench.Spread(3.0, 1.0, 8.0)


def test_the_measured_papers_have_about_ten_pages(tmp_path: Path) -> None:
    for subject in bench.subjects_for([STYLE]):
        text = bench.PAPER % {"packages": subject.packages, "title": subject.title}
        (tmp_path / "paper.tex").write_text(text, encoding="utf-8")
        bench.cpu_of(subject, "paper.tex", tmp_path)
        log = (tmp_path / "paper.log").read_text(encoding="utf-8")
        [pages] = re.findall(r"Output written on \S+ \((\d+) pages", log)
        assert 9 <= int(pages) <= 12, subject.name
