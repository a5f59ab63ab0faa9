"""Pack a paper's sources for arXiv or Overleaf: what TeX reads, without comments, tried once more.

arXiv runs no BibTeX for you: the finished bibliography goes along. Comments are
found by pylatexenc. While the paper is in review mode, the arguments of the
commands that name the authors are blanked, since sources say more than the PDF.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, Literal

from mlsys_paper.errors import PaperError
from mlsys_paper.tex.compile import compile_document
from mlsys_paper.tex.sources import folder_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mlsys_paper.tex.compile import CompiledDocument

Place = Literal["arxiv", "overleaf"]
PLACES: Final[tuple[Place, ...]] = ("arxiv", "overleaf")
_TEXT: Final = frozenset({".tex", ".ltx", ".latex", ".tikz", ".pgf"})
_DATE: Final = (1980, 1, 1, 0, 0, 0)
_LOADED: Final = re.compile(
    r"\\(?:usepackage|RequirePackage)\s*(?:\[([^]]*)\])?\s*\{\s*(?:mlsys|sysml)20\d\d\s*\}"
)
_COMMENT: Final = re.compile(r"(?<!\\)%.*")
# The commands that name authors, and what stands in their arguments for review.
_NAMING: Final[Mapping[str, tuple[str, ...]]] = {
    r"\mlsysauthor": ("Anonymous Author", ""),
    r"\mlsysaffiliation": ("", "Anonymous Institution"),
    r"\mlsyscorrespondingauthor": ("Anonymous Author", "anon.email@domain.com"),
}


@dataclass(frozen=True)
class Bundle:
    """A packed paper.

    Attributes:
        data: the zip.
        names: of the files in it, sorted.
        left_out: files of the paper's folder that TeX didn't read.
        anonymous: whether the commands that name authors were blanked.
        pages: of the PDF that was made of it.
    """

    data: bytes
    names: tuple[str, ...]
    left_out: tuple[str, ...]
    anonymous: bool
    pages: int


def bundled(main: Path, place: Place, *, style: Path, engine: str = "pdflatex") -> Bundle:
    """Pack a paper, unpack it into an empty folder, and compile it there once more.

    Args:
        main: its main file.
        place: what it is packed for.
        style: a folder with style files for what the paper's folder lacks.
        engine: what sets it.

    Raises:
        PaperError: it doesn't compile, before or after.
    """
    first = compile_document(main, engine=engine, inputs=(style,))
    _compiled(first, main.name)
    sources = {
        name: content if isinstance(content, bytes) else content.read_bytes()
        for name, content in folder_sources(main.absolute().parent, main.name).files.items()
    }
    read = set(_read(first))
    contents = {name: data for name, data in sources.items() if name in read or name == main.name}
    for path in style.iterdir():  # what the program lent
        if path.name in read and path.name not in contents:
            contents[path.name] = path.read_bytes()
    if first.bbl_text:
        contents[f"{main.stem}.bbl"] = first.bbl_text.encode()
    if place == "overleaf":
        contents |= {path.name: path.read_bytes() for path in style.glob("*.bst")}
        wanted = {".bib", ".bst"}
        contents |= {n: d for n, d in sources.items() if PurePosixPath(n).suffix in wanted}
    anonymous = any(
        _in_review(data)
        for name, data in contents.items()
        if PurePosixPath(name).suffix in {".sty", *_TEXT}
    )
    for name, data in contents.items():
        if PurePosixPath(name).suffix in _TEXT:
            contents[name] = _cleaned(data, anonymous=anonymous)
    packed = _zip(contents)
    second = _again(packed, main.name, engine)
    _compiled(second, f"{main.name}, unpacked from the bundle,")
    if second.log.pages != first.log.pages:
        raise PaperError(
            f"The bundle of {main.name} has {second.log.pages} pages, not {first.log.pages}.",
            "Something of the paper is missing in it; please report it.",
        )
    left_out = tuple(sorted(set(sources) - set(contents)))
    return Bundle(packed, tuple(sorted(contents)), left_out, anonymous, second.log.pages or 0)


def _in_review(data: bytes) -> bool:
    """Return whether a source loads the style without an option that names the authors."""
    loaded = _LOADED.finditer(_COMMENT.sub("", data.decode("utf-8", "replace")))
    return any(not re.search(r"\b(?:accepted|preprint)\b", found[1] or "") for found in loaded)


def _compiled(document: CompiledDocument, what: str) -> None:
    if document.pdf is None or document.log.errors:
        said = document.log.errors[0].message if document.log.errors else "no PDF came out"
        raise PaperError(
            f"{what} does not compile: {said}", "`mlsys-paper build` says more; mend it first."
        )


def _read(document: CompiledDocument) -> Iterator[str]:
    """The files of the paper and of the style that TeX read, by its recorder."""
    for line in document.product(".fls").splitlines():
        name = line.removeprefix("INPUT ")
        if name != line and not name.startswith("/"):
            yield re.sub(r"^(?:\./)?(?:\.\./inputs/\d+/)?", "", name)


def _cleaned(data: bytes, *, anonymous: bool) -> bytes:
    """A source without comments and, for review, without names."""
    from pylatexenc.latexwalker import LatexWalker  # noqa: PLC0415  (slow to load)

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    nodes, _, _ = LatexWalker(text, tolerant_parsing=True).get_latex_nodes()
    changes = sorted(_changes(nodes, anonymous=anonymous))
    done, parts = 0, []
    for start, end, instead in changes:
        if start >= done:
            parts += [text[done:start], instead]
            done = end
    cleaned = "".join([*parts, text[done:]])
    # A line that held a comment alone is none; it must not become the end of a paragraph.
    return re.sub(r"(?m)^[ \t]*%\n", "", cleaned).encode()


def _changes(nodes: Any, *, anonymous: bool) -> Iterator[tuple[int, int, str]]:
    """Start, end and replacement of each comment, and of each argument that names somebody."""
    from pylatexenc import latexwalker as walker  # noqa: PLC0415

    for i, node in enumerate(nodes or ()):
        if node is None:
            continue
        if isinstance(node, walker.LatexCommentNode):
            # The sign stays: it keeps the end of the line from being a space.
            yield node.pos, node.pos + 1 + len(node.comment), "%"
            continue
        if anonymous and isinstance(node, walker.LatexMacroNode):
            yield from _blanked(f"\\{node.macroname}", nodes[i + 1 :])
        inner = getattr(node, "nodelist", None)
        arguments = getattr(getattr(node, "nodeargd", None), "argnlist", None)
        yield from _changes(inner, anonymous=anonymous)
        yield from _changes(arguments, anonymous=anonymous)


def _blanked(macro: str, following: Any) -> Iterator[tuple[int, int, str]]:
    from pylatexenc import latexwalker as walker  # noqa: PLC0415

    wanted = iter(_NAMING.get(macro, ()))
    for node in following:
        if isinstance(node, walker.LatexGroupNode):
            instead = next(wanted, None)
            if instead is None:
                return
            if instead:
                yield node.pos, node.pos + node.len, f"{{{instead}}}"
        elif not (isinstance(node, walker.LatexCharsNode) and not node.chars.strip()):
            return


def _zip(contents: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.external_attr = 0o100644 << 16
            zipped.writestr(entry, contents[name], zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _again(packed: bytes, main: str, engine: str) -> CompiledDocument:
    with zipfile.ZipFile(io.BytesIO(packed)) as zipped:
        files: dict[str, str | bytes | Path] = {
            name: zipped.read(name) for name in zipped.namelist() if name != main
        }
        text = zipped.read(main).decode("utf-8", "replace")
    stem = PurePosixPath(main).stem
    if f"{stem}.bbl" in files:  # the scratch folder's main file is main.tex
        files["main.bbl"] = files.pop(f"{stem}.bbl")
    return compile_document(text=text, files=files, engine=engine)
