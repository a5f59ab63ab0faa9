"""`mlsys-paper new`: what it makes compiles, passes the check, and overwrites nothing."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest

from mlsys_paper.check.findings import STAGES
from mlsys_paper.cli import main
from mlsys_paper.document.anatomy import dissect
from mlsys_paper.format import style_file
from mlsys_paper.new_paper import can_be_set, escaped, running_title
from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument

pytestmark = pytest.mark.thorough

SPECIAL = r"""50% & "more" for $5: {a}_b^c ~ \d #1 <x|y>"""
ACCENTS = "Über Žížala, ñandú \u2013 “İğne\u2019s” Æther…"
COMMON = {
    ".gitignore",
    "latexmkrc",
    "references.bib",
    style_file().name,
    f"{style_file().stem}.bst",
}
FILES = {
    "submission": {"main.tex", "appendix.tex", "figures/overview.tex", "figures/measurements.tex"},
    "camera-ready": {"main.tex", "figures/overview.tex"},
    "preprint": {"main.tex", "figures/overview.tex"},
    "appendix": {"appendix.tex", "figures/measurements.tex"},
}
ALL_FILES = {stage: names | COMMON for stage, names in FILES.items()}


def made(folder: Path, *options: str) -> Path:
    """A new paper, made as a user would."""
    assert main(["new", str(folder), *options]) == 0
    return folder


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def compiled(compile_tex: CompileTex, document: Path, **settings: object) -> CompiledDocument:
    """A document that compiles with its own folder's style and without a complaint."""
    done = compile_tex(document, inputs=(), **settings)
    log = done.log
    assert [*log.errors, *log.warnings, *log.of_kind("overfull")] == []
    assert done.pdf is not None
    return done


def words(done: CompiledDocument) -> str:
    return " ".join(line.text for line in dissect(read_document(done.pdf)).lines())


def check(done: CompiledDocument, stage: str, source: Path) -> list[str]:
    """What `mlsys-paper check` objects to."""
    report = done.pdf.parent / f"{stage}.json"
    arguments = ["--stage", stage, "--source", str(source), "--format", "json"]
    status = main(["check", str(done.pdf), *arguments, "--output", str(report)])
    findings = json.loads(report.read_text(encoding="utf-8"))["papers"][0]["findings"]
    found = [one["message"] for one in findings if one["severity"] != "unchecked"]
    assert (status == 0) == (not found)
    return found


# What it makes.


@pytest.mark.parametrize("stage", STAGES)
def test_a_new_paper_compiles_without_a_warning_and_passes_the_check(
    compile_tex: CompileTex, tmp_path: Path, stage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made(tmp_path / "paper", "--stage", stage)
    assert files_in(folder) == ALL_FILES[stage]
    assert [path.name for path in tmp_path.iterdir()] == ["paper"]
    said = capsys.readouterr().out
    for document in sorted(folder.glob("*.tex")):
        its_stage = "appendix" if document.stem == "appendix" else stage
        done = compiled(compile_tex, document)
        if its_stage == stage:
            assert f"{document.with_suffix('.pdf')} --stage {stage}" in said
        assert check(done, its_stage, document) == []


@pytest.mark.parametrize(
    ("engine", "document"), [("lualatex", "main.tex"), ("xelatex", "appendix.tex")]
)
def test_the_other_engines_set_it_too(
    compile_tex: CompileTex, tmp_path: Path, engine: str, document: str
) -> None:
    """Each engine sets one of the two documents, which are made of the same parts."""
    folder = made(tmp_path / "paper")
    compiled(compile_tex, folder / document, engine=engine)


def test_each_stage_shows_what_belongs_to_it(compile_tex: CompileTex, tmp_path: Path) -> None:
    shown = {
        stage: words(compiled(compile_tex, made(tmp_path / stage, "--stage", stage) / "main.tex"))
        for stage in ("submission", "camera-ready", "preprint")
    }
    for stage, text in shown.items():
        assert ("Ann Author" in text) == (stage != "submission")
        assert ("Preliminary work" in text) == (stage == "submission")
        assert ("Proceedings of the" in text) == (stage == "camera-ready")
        assert ("Preprint." in text) == (stage == "preprint")


@pytest.mark.skipif(not shutil.which("latexmk"), reason="latexmk is not installed")
def test_latexmk_makes_paper_and_appendix_and_git_sees_none_of_it(tmp_path: Path) -> None:
    folder = made(tmp_path / "paper")
    done = subprocess.run(["latexmk"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    assert (folder / "main.pdf").is_file()
    assert (folder / "appendix.pdf").is_file()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    listing = ["git", "ls-files", "--others", "--exclude-standard"]
    seen = subprocess.run(listing, cwd=folder, capture_output=True, text=True, check=True).stdout
    assert set(seen.split()) == ALL_FILES["submission"]


@pytest.mark.skipif(not shutil.which("latexmk"), reason="latexmk is not installed")
def test_an_appendix_compiled_alone_knows_the_papers_labels(tmp_path: Path) -> None:
    """As Overleaf does it, with a name for the products that is not the document's."""
    folder = made(tmp_path / "paper")
    appendix = folder / "appendix.tex"
    text = appendix.read_text(encoding="utf-8").replace("% Of the paper", "Of the paper")
    appendix.write_text(text, encoding="utf-8")
    command = ["latexmk", "-pdf", "-jobname=output", "-interaction=batchmode", "appendix.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(folder / "output.pdf").pages)
    assert re.search(r"Section\s*4,\s*Equation\s*1", words)


def test_the_style_is_the_programs_own(tmp_path: Path) -> None:
    folder = made(tmp_path / "paper")
    for own in (style_file(), style_file().with_suffix(".bst")):
        assert (folder / own.name).read_bytes() == own.read_bytes()


# The appendix.


def test_the_appendix_refers_to_the_paper_and_stays_anonymous(
    compile_tex: CompileTex, tmp_path: Path
) -> None:
    folder = made(tmp_path / "paper")
    papers = [folder / "main.tex", made(tmp_path / "ready", "--stage", "camera-ready") / "main.tex"]
    labels = [compiled(compile_tex, paper).product(".aux") for paper in papers]
    assert labels[0] != labels[1]
    source = (folder / "appendix.tex").read_text(encoding="utf-8")
    example = "% Of the paper: "
    assert source.count(example) == 1
    (folder / "appendix.tex").write_text(source.replace(example, "Of the paper: "))
    for aux in labels:
        (folder / "main.aux").write_text(aux, encoding="utf-8")
        appendix = compiled(compile_tex, folder / "appendix.tex")
        text = words(appendix)
        assert "Of the paper: Section 4, Equation 1" in text
        assert "What Section A leaves open" in text
        assert "Abstract" not in text
        assert read_document(appendix.pdf).pages[0].number == 1
        raw = text + appendix.pdf.read_bytes().decode("latin-1")
        for name in ("Ann", "Author <", "Writer", "university.example", "Company"):
            assert name not in raw
        assert check(appendix, "appendix", folder / "appendix.tex") == []


def test_labels_of_the_paper_that_is_not_there_are_no_warning_until_used(
    compile_tex: CompileTex, tmp_path: Path
) -> None:
    folder = made(tmp_path / "appendix", "--stage", "appendix", "--title", "Ink: Appendix")
    assert r"\mlsystitle{Ink: Appendix}" in (folder / "appendix.tex").read_text(encoding="utf-8")
    done = compiled(compile_tex, folder / "appendix.tex")
    assert re.sub(r"\s", "", words(done)).startswith("Ink:Appendix".upper())


# The title.


@pytest.mark.parametrize(
    ("stage", "title"),
    [
        ("submission", SPECIAL),
        ("camera-ready", ACCENTS),
        ("submission", "A Title of Many Words " * 9),
        ("camera-ready", "W" * 200),
    ],
)
def test_any_title_compiles(
    compile_tex: CompileTex, tmp_path: Path, stage: str, title: str
) -> None:
    """Each title at one stage: both print it in the same places."""
    folder = made(tmp_path / "paper", "--title", title, "--stage", stage)
    done = compile_tex(folder / "main.tex", inputs=())
    log = done.log
    assert [*log.errors, *log.warnings] == []
    if title != "W" * 200:
        assert log.of_kind("overfull") == ()


def test_special_characters_are_printed_and_in_the_metadata(
    compile_tex: CompileTex, tmp_path: Path
) -> None:
    folder = made(tmp_path / "paper", "--title", SPECIAL)
    pdf = compiled(compile_tex, folder / "main.tex").pdf
    assert pypdf.PdfReader(pdf).metadata.title == SPECIAL.replace('"more"', "“more”")


def test_every_character_that_is_let_through_can_be_set(compile_tex: CompileTex) -> None:
    let = [chr(code) for code in range(0x20, 0x2100) if can_be_set(chr(code))]
    assert len(let) > 250
    rows = "\n".join(rf"\hbox{{{escaped(char)}}}" for char in let)
    style = style_file().stem
    text = rf"""\documentclass{{article}}\usepackage{{hyperref}}\usepackage{{{style}}}
\begin{{document}}\Large\bfseries\scshape {rows}\end{{document}}"""
    done = compile_tex(text)
    assert [item for item in done.log.errors if "mlsystitle" not in item.message] == []
    assert [item for item in done.log.warnings if item.source != f"Package {style}"] == []
    assert not re.findall("Missing character", done.log_text)


@pytest.mark.parametrize(
    ("title", "complaint"),
    [
        ("  \n", "title is empty"),
        ("A" * 201, "201 characters"),
        ("Ink \N{GREEK SMALL LETTER ALPHA}", "U\\+03B1"),
        ("Ink \x07", "U\\+0007"),
        ("Ink \N{CJK UNIFIED IDEOGRAPH-58A8}", "U\\+58A8"),
    ],
)
def test_a_title_that_cannot_be_set_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], title: str, complaint: str
) -> None:
    assert main(["new", str(tmp_path / "paper"), "--title", title]) == 2
    assert re.search(complaint, capsys.readouterr().err)
    assert list(tmp_path.iterdir()) == []


def test_a_long_title_has_a_short_one_for_the_head() -> None:
    assert running_title("Short: As It Is") == "Short: As It Is"
    assert running_title("System: " + "A Long Explanation of It " * 5) == "System"
    assert running_title("word " * 30) == "word " * 13 + "word…"


def test_the_commands_that_it_prints_can_be_pasted_into_a_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    made(Path("my $paper & notes"))
    printed = [line for line in capsys.readouterr().out.splitlines() if "mlsys-paper " in line]
    build, check = map(shlex.split, printed)
    assert build == ["mlsys-paper", "build", "my $paper & notes/main.tex"]
    assert check[2:] == ["my $paper & notes/main.pdf", "--stage", "submission"]


# What it refuses.


def refused(
    arguments: Sequence[str | Path], capsys: pytest.CaptureFixture[str], complaint: str
) -> None:
    assert main(["new", *map(str, arguments)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert complaint in shown.err
    assert "Traceback" not in shown.err


def test_folders_above_are_made(tmp_path: Path) -> None:
    assert (made(tmp_path / "a" / "b") / "main.tex").is_file()


@pytest.mark.parametrize("there", [[".git/config"], ["README.md", "LICENSE", ".git/HEAD"]])
def test_a_repository_that_has_just_begun_is_filled(tmp_path: Path, there: list[str]) -> None:
    for name in there:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("kept")
    folder = made(tmp_path)
    assert (folder / "main.tex").is_file()
    assert all((tmp_path / name).read_text() == "kept" for name in there)


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "README.md").write_text("kept")
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name == "main.tex":
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    assert main(["new", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "main.tex").write_text("mine")
    file = tmp_path / "file"
    file.write_text("mine")
    link = tmp_path / "link"
    link.symlink_to("nowhere")
    refused([folder], capsys, "exists and is not empty")
    refused([file], capsys, "is no folder")
    refused([link], capsys, "is no folder")
    assert (folder / "main.tex").read_text() == file.read_text() == "mine"
    assert files_in(tmp_path) == {"paper/main.tex", "file"}


def test_an_empty_folder_is_filled_also_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made(Path())
    assert files_in(Path()) == ALL_FILES["submission"]


def test_an_incomplete_style_folder_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    styles = tmp_path / "styles"
    style = style_file()
    arguments = [tmp_path / "paper", "--style-dir", styles]
    refused(arguments, capsys, "styles is no folder")
    styles.mkdir()
    refused(arguments, capsys, "found: none")
    shutil.copy(style, styles)
    refused(arguments, capsys, f"incomplete: {style.stem}.bst")
    (styles / f"{style.stem}.bst").touch()
    refused(arguments, capsys, f"{style.stem}.bst is empty")
    shutil.copy(style.with_suffix(".bst"), styles)
    (styles / "mlsys1999.sty").touch()
    refused(arguments, capsys, "one style file")
    (styles / "mlsys1999.sty").unlink()
    assert not (tmp_path / "paper").exists()
    made(tmp_path / "paper", "--style-dir", str(styles))


@pytest.mark.parametrize("there", [True, False])
def test_nothing_is_left_half_written(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    there: bool,
) -> None:
    folder = tmp_path / "paper"
    if there:
        folder.mkdir()
    rename = Path.rename

    def full(self: Path, target: Path) -> Path:
        if self.name in ("main.tex", "paper"):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    refused([folder], capsys, "No space left on device")
    assert list(tmp_path.rglob("*")) == ([folder] if there else [])
