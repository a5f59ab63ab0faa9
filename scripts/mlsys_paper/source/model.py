"""A paper's sources as plain frozen data; nothing here reads a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class MacroCall:
    """A macro that a source calls, comments, verbatim text and definitions aside.

    Attributes:
        name: without the backslash; for environments the environment's name.
        options: texts of the optional arguments that were given.
        arguments: texts of the mandatory arguments, as far as they are known.
        file: as the author named it, relative to the main file's folder.
        line: from 1.
        preamble: whether it stands before \\begin{document}.
        environment: whether it is a \\begin.
    """

    name: str
    options: tuple[str, ...]
    arguments: tuple[str, ...]
    file: str
    line: int
    preamble: bool = False
    environment: bool = False


@dataclass(frozen=True, slots=True)
class BibEntry:
    """An entry of a bibliography data base.

    Attributes:
        key: its key.
        type: in lower case, as "article".
        fields: values with their outer braces taken off, by name in lower case.
        file: as the author named it.
        line: of the entry, from 1.
        field_lines: line of each field.
    """

    key: str
    type: str
    fields: Mapping[str, str]
    file: str
    line: int
    field_lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Source:
    """The sources of a paper.

    Attributes:
        main: the main file.
        calls: every macro call in reading order, \\input files in their places.
        bibliography: entries of the .bib files that the paper names.
        style_files: the style's own files that lie beside the main file.
        unreadable: files or places that could not be read, each in a sentence.
    """

    main: Path
    calls: tuple[MacroCall, ...]
    bibliography: tuple[BibEntry, ...]
    style_files: tuple[Path, ...] = ()
    unreadable: tuple[str, ...] = ()
