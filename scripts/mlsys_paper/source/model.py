"""A paper's sources as plain frozen data; nothing here reads a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class MacroCall:
    r"""A macro that a source calls, comments and verbatim text aside.

    Assignments of registers are calls too: `\parskip=3pt` has the argument
    "3pt", while a `\parskip` that is only read has none. A definition has the
    arguments name and body; what its body calls follows with `definition` set.

    Attributes:
        name: without the backslash; for environments the environment's name.
        options: texts of the optional arguments that were given.
        arguments: texts of the mandatory arguments, as far as they are known;
            long ones are cut.
        file: as the author named it, relative to the main file's folder.
        line: from 1.
        preamble: whether it stands before \begin{document}.
        environment: whether it is a \begin.
        definition: the macro or environment in whose definition it stands.
        inside: names of the environments, and of the macros in whose arguments
            it stands, from the outermost; a "{" for a group without a name.
        groups: numbers of the groups that bound what it changes, from the
            outermost. No two groups of a paper share a number. In a definition
            they count from the definition.
    """

    name: str
    options: tuple[str, ...]
    arguments: tuple[str, ...]
    file: str
    line: int
    preamble: bool = False
    environment: bool = False
    definition: str = ""
    inside: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()


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
class StyleFile:
    """A file with the name of one of the style's that lies beside the main file.

    Attributes:
        file: its name.
        original: whether it is what the style's release holds, line ends aside.
        same_release: whether it gives itself out for that release.
    """

    file: str
    original: bool
    same_release: bool


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
    style_files: tuple[StyleFile, ...] = ()
    unreadable: tuple[str, ...] = ()
