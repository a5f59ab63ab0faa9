"""The zip that authors download: what is in it, and that it is always the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from maintain import picture, release
from mlsys_paper.errors import PaperError
from mlsys_paper.tex.compile import compile_document

REPOSITORY = Path(__file__).resolve().parents[2]
CACHE = REPOSITORY / ".cache" / "tex"
RELEASED = {
    "mlsys2024.sty",
    "mlsys2024.bst",
    "mlsys2024.sty.ltxml",
    "example_paper.tex",
    "example_paper.bib",
    "artifact_appendix.tex",
    "example_paper.pdf",
    "README.md",
    "LICENSE",
}
# What the guide reads beside.
READ_BY_THE_GUIDE = {
    "authorguide.sty",
    "figures/latency.pdf",
    "figures/overview.pdf",
    "figures/page.tex",
    "figures/throughput.pdf",
    "figures/what-counts.tex",
}

# The smallest checkout that a release can be made from: quick to compile, and ours to break.
MINIATURE = {
    "mlsys2024style/mlsys2024.sty": r"""\ProvidesPackage{mlsys2024}
  [2023/11/05 v0.1 Miniature]
\DeclareOption{accepted}{\def\mode{accepted}}
\DeclareOption{preprint}{\def\mode{preprint}}
\def\mode{review}
\ProcessOptions
""",
    "mlsys2024style/mlsys2024.bst": "READ\n",
    "mlsys2024style/mlsys2024.sty.ltxml": "1;\n",
    "mlsys2024style/README.md": "For authors.\n",
    "mlsys2024style/LICENSE": "LPPL.\n",
    "example_paper/example_paper.bib": "@book{one, title={One}}\n",
    "example_paper/example_paper.tex": r"""\documentclass{article}
\usepackage{mlsys2024}
\begin{document}
In mode \mode, on \today. \input{parts/detail}
\end{document}
""",
    "example_paper/artifact_appendix.tex": r"""\documentclass{article}
\usepackage{mlsys2024}
\begin{document}
For evaluators.
\end{document}
""",
    "example_paper/parts/detail.tex": "A detail.\n",
    "example_paper/notes.txt": "Not for authors.\n",
    "example_paper/example_paper.aux": "\\relax\n",
    "example_paper/.draft.tex": "Hidden.\n",
}


@pytest.fixture
def miniature(tmp_path: Path) -> Path:
    root = tmp_path / "miniature"
    release.write_all(root, {name: text.encode() for name, text in MINIATURE.items()})
    return root


def names_in(zipped: Path) -> set[str]:
    with zipfile.ZipFile(zipped) as opened:
        return set(opened.namelist())


def build(root: Path, into: Path) -> list[str]:
    said: list[str] = []
    release.release(root, into, said.append, CACHE)
    return said


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `nox -s build` makes of this checkout, in a copy of it."""
    root = tmp_path_factory.mktemp("released")
    for folder in ("mlsys2024style", "example_paper"):
        shutil.copytree(REPOSITORY / folder, root / folder)
    build(root, root / "dist")
    return root


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a release of the miniature makes: the folder that it goes into; not to be changed."""
    root = tmp_path_factory.mktemp("small")
    release.write_all(root, {name: text.encode() for name, text in MINIATURE.items()})
    build(root, root / "dist")
    return root / "dist"


def test_the_zip_holds_one_folder_with_what_authors_need(released: Path) -> None:
    assert names_in(released / "dist/mlsys2024style.zip") == {
        f"mlsys2024style/{name}" for name in RELEASED | READ_BY_THE_GUIDE
    }


@pytest.mark.thorough
def test_another_place_time_and_user_give_the_same_bytes(released: Path, tmp_path: Path) -> None:
    root = tmp_path / "a different place" / "with a longer name"
    for folder in ("mlsys2024style", "example_paper"):
        shutil.copytree(released / folder, root / folder)
    shutil.copytree(REPOSITORY / "scripts", root / "scripts")
    for path in root.rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            os.utime(path, (1_000_000_000, 1_000_000_000))
    home = tmp_path / "home"
    home.mkdir()
    changed = {
        "HOME": str(home),
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "1",
        "PYTHONPATH": str(root / "scripts"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "maintain.release", "--into", "out"],
        cwd=root,
        env={**os.environ, **changed},
        umask=0o077,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for name in ("mlsys2024style.zip", "example_paper-accepted.pdf", "example_paper-preprint.pdf"):
        assert (root / "out" / name).read_bytes() == (released / "dist" / name).read_bytes(), name


def test_a_tex_tree_of_it_sets_a_paper(released: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(released / "dist/mlsys2024style.tds.zip") as opened:
        names = set(opened.namelist())
        opened.extractall(tmp_path / "texmf")
    assert "tex/latex/mlsys2024style/mlsys2024.sty" in names
    assert "bibtex/bst/mlsys2024style/mlsys2024.bst" in names
    assert "doc/latex/mlsys2024style/example_paper.pdf" in names
    assert "doc/latex/mlsys2024style/README.md" in names
    paper = r"\documentclass{article}\usepackage{mlsys2024}\begin{document}\twocolumn["
    paper += r"\mlsystitle{T}]\printAffiliationsAndNotice{}Text.\end{document}"
    done = compile_document(text=paper, personal=tmp_path / "texmf")
    assert done.pdf is not None, done.output
    assert "mlsys2024.sty" in done.log_text


def test_the_pdf_in_the_zip_is_the_one_for_review(released: Path) -> None:
    with zipfile.ZipFile(released / "dist/mlsys2024style.zip") as opened:
        inside = opened.read("mlsys2024style/example_paper.pdf")
    assert inside == (released / "dist/example_paper-review.pdf").read_bytes()


def test_the_modes_of_the_example_differ(released: Path) -> None:
    texts = {
        mode: str(release.page_texts(released / f"dist/example_paper-{mode}.pdf"))
        for mode in release.MODES
    }
    assert "Under review" in texts["review"]
    assert "Proceedings of the" in texts["accepted"]
    assert "Preprint" in texts["preprint"]
    assert "Under review" not in texts["accepted"] + texts["preprint"]


def test_the_picture_in_the_readme_shows_the_first_page(released: Path) -> None:
    png = (REPOSITORY / "example_paper/first-page.png").read_bytes()
    page = picture.page_digest(released / "dist/example_paper-review.pdf")
    assert picture.digest_in(png) == page, "the picture is stale: run nox -s build"


def test_entries_are_stored_with_fixed_dates_and_permissions(small: Path) -> None:
    with zipfile.ZipFile(small / "mlsys2024style.zip") as opened:
        entries = opened.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    for entry in entries:
        assert entry.date_time == (2023, 11, 5, 0, 0, 0)
        assert entry.external_attr >> 16 == 0o100644
        assert entry.create_system == 3
        assert entry.compress_type == zipfile.ZIP_STORED


def test_what_the_example_reads_is_in_the_zip_and_nothing_else_is(small: Path) -> None:
    assert names_in(small / "mlsys2024style.zip") == {
        f"mlsys2024style/{name}" for name in RELEASED | {"parts/detail.tex"}
    }


def test_the_papers_date_is_the_styles(small: Path) -> None:
    text = str(release.page_texts(small / "example_paper-preprint.pdf"))
    assert "November" in text
    assert "2023" in text
    assert "preprint" in text


def test_a_second_build_says_the_same_and_leaves_the_picture(
    miniature: Path, tmp_path: Path
) -> None:
    first = build(miniature, tmp_path)
    drawn = miniature / "example_paper/first-page.png"
    stamp = drawn.stat().st_mtime_ns
    zipped = (tmp_path / "mlsys2024style.zip").read_bytes()
    second = build(miniature, tmp_path)
    assert (tmp_path / "mlsys2024style.zip").read_bytes() == zipped
    assert drawn.stat().st_mtime_ns == stamp
    assert second == first[:-1]
    assert "drawn anew" in first[-1]


def test_a_changed_page_is_drawn_anew(miniature: Path, tmp_path: Path) -> None:
    build(miniature, tmp_path)
    drawn = miniature / "example_paper/first-page.png"
    before = drawn.read_bytes()
    edit(miniature, "example_paper/parts/detail.tex", "A detail", "Another detail")
    build(miniature, tmp_path)
    assert drawn.read_bytes() != before
    assert picture.digest_in(drawn.read_bytes()) == picture.page_digest(
        tmp_path / "example_paper-review.pdf"
    )


def test_a_picture_is_a_page_at_the_asked_resolution(small: Path) -> None:
    pdf = small / "example_paper-review.pdf"
    drawn = Image.open(BytesIO(picture.page_picture(pdf, resolution=36)))
    page = release.read_document(pdf).pages[0]
    assert drawn.size == pytest.approx((page.width / 2, page.height / 2), abs=1)


def test_a_damaged_picture_shows_no_page(small: Path) -> None:
    png = picture.page_picture(small / "example_paper-review.pdf")
    assert picture.digest_in(png)
    assert picture.digest_in(png[: png.index(b"tEXt") + 20]) == ""
    assert picture.digest_in(png.replace(b"Page-Digest\0", b"Page-Digest\0x", 1)) == ""
    assert picture.digest_in(b"no picture") == ""


@pytest.mark.parametrize("name", sorted(RELEASED - {"example_paper.pdf"}))
def test_a_missing_file_is_named_and_nothing_is_made(
    miniature: Path, tmp_path: Path, name: str
) -> None:
    [path] = [path for path in miniature.rglob(name) if path.is_file()]
    path.unlink()
    with pytest.raises(PaperError, match=f"{name} is missing"):
        build(miniature, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        (r"\undefinedcommand", "Undefined control sequence"),
        (r"\rule{20cm}{1pt}", "too wide"),
        (r"Unknown \ref{nothing}.", "nothing"),
    ],
)
def test_an_example_with_a_fault_makes_no_zip_and_keeps_the_old_one(
    miniature: Path, tmp_path: Path, fault: str, complaint: str
) -> None:
    (tmp_path / "mlsys2024style.zip").write_bytes(b"an older one")
    edit(miniature, "example_paper/parts/detail.tex", "A detail.", fault)
    with pytest.raises(PaperError, match=complaint) as raised:
        build(miniature, tmp_path)
    assert "review" in raised.value.what
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mlsys2024style.zip"]
    assert (tmp_path / "mlsys2024style.zip").read_bytes() == b"an older one"


def test_an_artifact_appendix_with_a_fault_makes_no_zip(miniature: Path, tmp_path: Path) -> None:
    edit(miniature, "example_paper/artifact_appendix.tex", "For evaluators", r"\nosuchthing")
    with pytest.raises(PaperError, match="artifact appendix does not compile cleanly"):
        build(miniature, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_an_example_that_never_ends_in_one_mode_is_stopped(
    miniature: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "LIMITS", replace(release.LIMITS, cpu_seconds=1))
    endless = r"\def\this{accepted}\ifx\mode\this \loop\iftrue\repeat \fi"
    edit(miniature, "example_paper/parts/detail.tex", "A detail.", f"A detail.{endless}")
    with pytest.raises(PaperError, match=r"\(accepted\) exceeded the limit on processor time"):
        build(miniature, tmp_path)
    assert not (tmp_path / "mlsys2024style.zip").exists()


@pytest.mark.parametrize("lines", ["", "\\usepackage{mlsys2024}\n\\usepackage{mlsys2024}"])
def test_exactly_one_line_loads_the_style(miniature: Path, tmp_path: Path, lines: str) -> None:
    edit(miniature, "example_paper/example_paper.tex", "\\usepackage{mlsys2024}", lines)
    with pytest.raises(PaperError, match=r"one is needed"):
        build(miniature, tmp_path)


def test_a_style_without_a_date_is_refused(miniature: Path, tmp_path: Path) -> None:
    edit(miniature, "mlsys2024style/mlsys2024.sty", "[2023/11/05 ", "[")
    with pytest.raises(PaperError, match="states no date"):
        build(miniature, tmp_path)


def test_a_zip_that_lacks_a_file_or_sets_another_text_is_no_good(
    small: Path,
) -> None:
    expected = small / "example_paper-review.pdf"
    with zipfile.ZipFile(small / "mlsys2024style.zip") as opened:
        contents = {
            name.removeprefix("mlsys2024style/"): opened.read(name) for name in opened.namelist()
        }
    date = release.style_date(contents["mlsys2024.sty"].decode())
    release.verify(release.archive(contents, date), expected, date, CACHE)

    lacking = {name: data for name, data in contents.items() if name != "parts/detail.tex"}
    with pytest.raises(PaperError, match=r"detail\.tex"):
        release.verify(release.archive(lacking, date), expected, date, CACHE)
    altered = {**contents, "parts/detail.tex": b"Something else."}
    with pytest.raises(PaperError, match="page 1"):
        release.verify(release.archive(altered, date), expected, date, CACHE)


def test_a_folder_that_cannot_be_written_is_named(
    miniature: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert release.main(["--into", str(tmp_path / "file")], root=miniature) == 2
    shown = capsys.readouterr()
    assert "cannot be written" in shown.err
    assert "Traceback" not in shown.err
