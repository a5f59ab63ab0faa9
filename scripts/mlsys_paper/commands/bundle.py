"""`mlsys-paper bundle`: pack a paper's sources for arXiv or Overleaf."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.bundle import PLACES, bundled
from mlsys_paper.errors import PaperError
from mlsys_paper.format import style_folder
from mlsys_paper.reports.delivery import write_beside
from mlsys_paper.tex.installation import ENGINES
from mlsys_paper.tex.sources import find_main
from mlsys_paper.words import count, listed, printable_path

if TYPE_CHECKING:
    import argparse

    from mlsys_paper.commands import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    """Add the arguments of the command."""
    parser = subparsers.add_parser(
        "bundle",
        help="pack a paper's sources for arXiv or Overleaf",
        description=(
            "Pack what TeX reads of a paper into a zip: sources without comments, figures, the "
            "finished bibliography, the style. The zip is unpacked into an empty folder and "
            "compiled once more before it is written. While the paper is in review mode, the "
            "commands that name its authors say nothing in it."
        ),
    )
    parser.add_argument(
        "paper",
        nargs="?",
        type=Path,
        default=Path(),
        help="the main .tex file, or the folder that holds it (default: this folder)",
    )
    parser.add_argument("--for", dest="place", choices=PLACES, default="arxiv")
    parser.add_argument("--engine", choices=list(ENGINES), default="pdflatex")
    parser.add_argument(
        "--output", type=Path, metavar="ZIP", help="default: PAPER-arxiv.zip beside the paper"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Pack the paper and say what is in the zip."""
    main = find_main(arguments.paper)
    output = arguments.output or main.with_name(f"{main.stem}-{arguments.place}.zip")
    if output.suffix.lower() != ".zip":
        raise PaperError(f"{output} is no name of a zip.", "Let it end in .zip.")
    packed = bundled(main, arguments.place, style=style_folder(), engine=arguments.engine)
    try:
        write_beside(output, packed.data)
    except OSError as error:
        raise PaperError(
            f"{output} can't be written: {error.strerror}.", "Choose another place with --output."
        ) from error
    lines = [
        f"{printable_path(output)}: {count(len(packed.names), 'file')}, "
        f"{count(packed.pages, 'page')} when compiled from it",
        *(f"  {name}" for name in packed.names),
    ]
    if packed.left_out:
        lines.append(f"Not read by TeX and left out: {listed(packed.left_out, 8)}.")
    if packed.anonymous:
        lines.append(
            "The paper is in review mode: the commands that name its authors say nothing in it."
        )
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0
