"""Parse the log of a TeX run into findings with file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mlsys_paper.tex.logfiles import FileStack

if TYPE_CHECKING:
    from collections.abc import Collection

Kind = Literal[
    "error",
    "warning",
    "undefined",
    "overfull",
    "underfull",
    "missing-character",
    "font",
    "destination",
    "rerun",
]


@dataclass(frozen=True)
class LogFinding:
    """One thing that a run complained about.

    Attributes:
        kind: error, warning, undefined (a citation or reference), overfull or
            underfull (a box), missing-character, font (a substitution),
            destination (of a link: duplicate or absent), rerun.
        source: who says so: "TeX", "LaTeX", "LaTeX Font", "Package natbib",
            "Class article", "pdfTeX", "bibtex", "biber".
        message: one line of text, continuation lines joined.
        file: the file as TeX names it, "" when unknown.
        line: in that file (the first of a paragraph's lines), or None.
        page: when the message names one, or None.
        key: of the citation, label or bibliography entry, or "".
        amount: how far an overfull box sticks out, in TeX points, or an
            underfull box's badness.
    """

    kind: Kind
    source: str
    message: str
    file: str = ""
    line: int | None = None
    page: int | None = None
    key: str = ""
    amount: float | None = None


@dataclass(frozen=True)
class LogReport:
    """What a log says.

    Attributes:
        findings: in the order of the log.
        main_text_ends: the page, as the style's message gives it, or None.
        page_limit: the limit in the same message, or None.
        pages: of the PDF that was written, or None.
    """

    findings: tuple[LogFinding, ...] = ()
    main_text_ends: int | None = None
    page_limit: int | None = None
    pages: int | None = None

    def of_kind(self, *kinds: Kind) -> tuple[LogFinding, ...]:
        """The findings of these kinds, in order."""
        return tuple(finding for finding in self.findings if finding.kind in kinds)

    @property
    def errors(self) -> tuple[LogFinding, ...]:
        """The errors, in order."""
        return self.of_kind("error")

    @property
    def warnings(self) -> tuple[LogFinding, ...]:
        """Everything short of an error, boxes left out."""
        return self.of_kind(
            "warning", "undefined", "missing-character", "font", "destination", "rerun"
        )


MAIN_TEXT_ENDS = re.compile(r"main text ends on page (\d+); the limit is (\d+)")
PAGES = re.compile(r"^Output written on .*? \((\d+) pages?", re.MULTILINE)
ERROR_AT = re.compile(r"^(?P<file>[^\s:(\[{<][^:]*?\.\w+|[^\s:]+):(?P<line>\d+): (?P<text>.*)")
ERROR = re.compile(r"^! (?P<text>.*)")
ERROR_SOURCE = re.compile(
    r"^(?P<source>(?:LaTeX|(?:Package|Class|Module) \S+)) Error: ?(?P<text>.*)"
)
WARNING = re.compile(
    r"^(?P<source>LaTeX|LaTeX Font|LaTeX3?|(?:Package|Class|Module) \S+) "
    r"(?:(?P<name>\S+) )?Warning: ?(?P<text>.*)"
)
BOX = re.compile(
    r"^(?P<kind>Overfull|Underfull) (?P<box>\\[hv]box) "
    r"\((?:(?P<amount>[\d.]+)pt too (?:wide|high)|badness (?P<badness>\d+))\)"
    r"(?P<where>.*)"
)
BOX_LINES = re.compile(r"at lines? (\d+)")
MISSING = re.compile(r"^Missing character: (?P<text>There is no (?P<key>.*) in font .*)")
ENGINE_WARNING = re.compile(
    r"(?P<source>pdfTeX|xdvipdfmx|LuaTeX|luatex|warning  \(pdf backend\)|warning  \([^)]*\))"
    r" ?(?:warning)?(?: \((?P<name>[^)]*)\))?: (?P<text>.*)"
)
INPUT_LINE = re.compile(r" ?on input line (\d+)")
PAGE = re.compile(r"\bon page (\d+)\b")
CONTEXT = re.compile(r"^l\.(\d+)( |$)")
UNDEFINED = re.compile(r"^(?:Citation|Reference|Hyper reference) [`'](?P<key>[^']*)'.*undefined")
QUOTED = re.compile(r"[`'](?P<key>[^']*)'")
DUPLICATE = "destination with the same identifier"
CONTROL_SEQUENCE = re.compile(r"\\(?:[A-Za-z@]+|.)\s*$")
NO_NEWS = ("==> Fatal error occurred",)


def parse_log(text: str, files: Collection[str] = ()) -> LogReport:
    """Parse a log that was written with an unlimited line length.

    Args:
        text: the log.
        files: names of the files that the run read, as its recorder file
            gives them; with them, names that hold blanks or parentheses are
            recognised.
    """
    ends = MAIN_TEXT_ENDS.findall(text)
    pages = PAGES.findall(text)
    return LogReport(
        findings=tuple(Parser(text, files).findings()),
        main_text_ends=int(ends[-1][0]) if ends else None,
        page_limit=int(ends[-1][1]) if ends else None,
        pages=int(pages[-1]) if pages else None,
    )


class Parser:
    """Walks through the lines of one log."""

    def __init__(self, text: str, files: Collection[str]) -> None:
        self.lines = text.splitlines()
        self.at = 0
        self.stack = FileStack(files)

    def findings(self) -> list[LogFinding]:
        """All findings; lines that belong to none feed the stack of open files."""
        found: list[LogFinding] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            finding = self.error(line) or self.warning(line) or self.box(line) or self.other(line)
            if finding is None:
                self.stack.read(line)
            elif not (finding.kind == "error" and finding.message.strip().startswith(NO_NEWS)):
                found.append(finding)
        return found

    def error(self, line: str) -> LogFinding | None:
        """An error, in TeX's form or with file and line in front."""
        at = ERROR_AT.match(line)
        if at and self.stack.is_file(at["file"]):
            file, number, text = at["file"], int(at["line"]), at["text"]
        elif plain := ERROR.match(line):
            file, number, text = self.stack.current, None, plain["text"]
        else:
            return None
        named = ERROR_SOURCE.match(text)
        source = named["source"] if named else "TeX"
        message = self.joined(named["text"] if named else text, source)
        context = self.context()
        if number is None and context:
            number = context[0]
        if message.startswith("Undefined control sequence") and context and context[1]:
            message = f"Undefined control sequence {context[1]}"
        return LogFinding("error", source, message, file, number)

    def context(self) -> tuple[int, str] | None:
        """Skip an error's help and context; its line and the last control sequence read."""
        culprit = ""
        for ahead in range(self.at, min(self.at + 40, len(self.lines))):
            line = self.lines[ahead]
            if ERROR.match(line) or ERROR_AT.match(line):
                return None
            if not culprit and (end := CONTROL_SEQUENCE.search(line)):
                culprit = end[0].strip()
            if number := CONTEXT.match(line):
                self.at = ahead + 1
                # The rest of the input line stands below, moved to the right.
                if self.at < len(self.lines) and self.lines[self.at].startswith("  "):
                    self.at += 1
                return int(number[1]), culprit
        return None

    def joined(self, text: str, source: str) -> str:
        """A message with its continuation lines, which repeat the package's name."""
        name = source.split(" ", 1)[-1]
        marks = tuple(f"({mark})" for mark in {name, source})
        parts = [text.strip()]
        while self.at < len(self.lines) and self.lines[self.at].startswith(marks):
            parts.append(self.lines[self.at].split(")", 1)[1].strip())
            self.at += 1
        return " ".join(part for part in parts if part)

    def warning(self, line: str) -> LogFinding | None:
        """A warning of LaTeX, a package or a class."""
        match = WARNING.match(line)
        if match is None:
            return None
        source = match["source"] + (f" {match['name']}" if match["name"] else "")
        message = self.joined(match["text"], source)
        number = INPUT_LINE.search(message)
        page = PAGE.search(message)
        undefined = UNDEFINED.match(message)
        kind: Kind = "warning"
        if undefined:
            kind = "undefined"
        elif "Font" in source or message.startswith("Font shape"):
            kind = "font"
        elif "Rerun" in message or "rerun" in message:
            kind = "rerun"
        quoted = undefined or QUOTED.search(message)
        return LogFinding(
            kind,
            source,
            message,
            self.stack.current,
            int(number[1]) if number else None,
            int(page[1]) if page else None,
            quoted["key"] if quoted else "",
        )

    def box(self, line: str) -> LogFinding | None:
        """An overfull or underfull box; the display of its content is skipped."""
        match = BOX.match(line)
        if match is None:
            return None
        if "has occurred" not in match["where"] and "detected" not in match["where"]:
            while self.at < len(self.lines) and self.lines[self.at].strip():
                self.at += 1
        number = BOX_LINES.search(match["where"])
        return LogFinding(
            "overfull" if match["kind"] == "Overfull" else "underfull",
            "TeX",
            line.strip(),
            self.stack.current,
            int(number[1]) if number else None,
            amount=float(match["amount"] or match["badness"]),
        )

    def other(self, line: str) -> LogFinding | None:
        """Missing characters and what the engine's backend says."""
        if missing := MISSING.match(line):
            text = missing["text"]
            return LogFinding(
                "missing-character", "TeX", text, self.stack.current, key=missing["key"]
            )
        if engine := ENGINE_WARNING.search(line):
            text = engine["text"].strip()
            kind: Kind = "warning"
            if DUPLICATE in text or "referenced but does not exist" in text:
                kind = "destination"
            self.stack.read(line[: engine.start()])
            return LogFinding(kind, engine["source"], text, self.stack.current)
        return None
