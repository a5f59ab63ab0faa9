"""`mlsys-paper new`: make a paper that is ready to write."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.check.findings import STAGES
from mlsys_paper.errors import PaperError
from mlsys_paper.format import guide_folder
from mlsys_paper.new_paper import APPENDIX, PAPER, new_paper

if TYPE_CHECKING:
    import argparse

    from mlsys_paper.commands import Subparsers

TITLE = "A Title in Title Case"


def add_parser(subparsers: Subparsers) -> None:
    """Add the arguments of the command."""
    parser = subparsers.add_parser(
        "new",
        help="make a paper that is ready to write",
        description=(
            f"Make a folder with a paper that is ready to write: the style, {PAPER} with sections, "
            "a bibliography, a folder for figures, and settings for latexmk and git. A submission "
            f"has {APPENDIX} beside it, a document of its own. Nothing is overwritten."
        ),
    )
    parser.add_argument(
        "folder",
        type=Path,
        help="a folder that is new or empty, or a repository that has just begun",
    )
    parser.add_argument("--title", default=TITLE, help=f"plain text (default: {TITLE})")
    parser.add_argument(
        "--stage",
        choices=STAGES,
        default="submission",
        help=(
            "submission: anonymous, for review; camera-ready: for the proceedings; preprint: for "
            "arXiv; appendix: just the appendix, for a paper that you have (default: submission)"
        ),
    )
    parser.add_argument(
        "--style-dir",
        type=Path,
        metavar="DIR",
        help="style files to copy (default: those of this program)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the paper and say what to do with it."""
    styles = arguments.style_dir
    if styles and not styles.is_dir():
        raise PaperError(f"{styles} is no folder.", "Give the folder that holds the style files.")
    folder = arguments.folder.absolute()  # `.' has a name and a parent then
    names = new_paper(folder, arguments.title, arguments.stage, styles=styles)
    main = APPENDIX if arguments.stage == "appendix" else PAPER
    pdf = Path(main).with_suffix(".pdf")
    lines = [
        f"{arguments.folder}: {len(names)} files",
        *(f"  {name}" for name in names),
        f"Write in {arguments.folder / main}. Then:",
        f"  mlsys-paper build {quoted(arguments.folder / main)}",
        f"  mlsys-paper check {quoted(arguments.folder / pdf)} --stage {arguments.stage}",
    ]
    if guide := guide_folder():
        lines += [
            f"The author guide is {quoted(guide / 'example_paper.tex')}, the appendix for artifact",
            f"evaluation {quoted(guide / 'artifact_appendix.tex')}.",
        ]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def quoted(path: Path) -> str:
    """A path as a shell takes it, to be copied from the screen."""
    return shlex.quote(str(path))
