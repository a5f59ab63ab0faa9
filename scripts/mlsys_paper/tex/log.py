"""Parse the log of a TeX run into findings with file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mlsys_paper.tex.logfiles import FileStack

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


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


__all__ = ["Kind", "LogFinding", "LogReport", "parse_log"]

MAIN_TEXT_ENDS = re.compile(r"main text ends on page (\d+); the limit is (\d+)")
PAGES = re.compile(r"^Output written on .*? \((\d+) pages?", re.MULTILINE)

ERROR = re.compile(r"^! (?P<text>.*)")
ERROR_AT = re.compile(r"^(?P<file>[^\s:(\[{<][^:]*?\.\w+|[^\s:]+):(?P<line>\d+): (?P<text>.*)")
LUA_ERROR = re.compile(r"^\S+:\d+: (?P<text>.*)")
ERROR_SOURCE = re.compile(
    r"^(?P<source>LaTeX\S*(?: \w+)?|(?:Package|Class|Module) \S+) [Ee]rror: ?"
)
WARNING = re.compile(
    r"^(?P<source>LaTeX\S*(?: \w+)?|(?:Package|Class|Module) \S+) Warning: ?(?P<text>.*)"
)
UNCLOSED = re.compile(r"^\((?P<text>\\end occurred .*)\)$")
BOX = re.compile(
    r"^(?P<kind>Overfull|Underfull) \\[hv]box "
    r"\((?:(?P<amount>[\d.]+)pt too (?:wide|high)|badness (?P<badness>\d+))\)(?P<where>.*)"
)
BOX_LINES = re.compile(r"at lines? (\d+)")
MISSING = re.compile(r"Missing character: (?P<text>There is no (?P<key>\S+).* in font .*)")
ENGINE = re.compile(
    r"(?P<source>pdfTeX) warning[^:]*: (?P<text>.*)|^warning  \([^)]*\): (?P<lua>.*)"
)

INPUT_LINE = re.compile(r" ?on input line (\d+)")
PAGE = re.compile(r"\bon page (\d+)\b")
UNDEFINED = re.compile(r"^(?:Citation|Reference|Hyper reference) .*undefined")
QUOTED = re.compile(r"[`'](?P<key>[^']*)'")
DESTINATION = re.compile(
    r"destination with the same identifier|referenced but does not exist"
    r"|duplicate destination|unreferenced destination"
)

CONTEXT = re.compile(r"^l\.(\d+)( |$)")
# The last line of a message that names no line of the input.
REASON = re.compile(r"^\*\*\* \((?P<text>.*)\)$")
CONTROL_SEQUENCE = re.compile(r"\\(?:[A-Za-z@]+|[^A-Za-z@\s])\s*$")
# LaTeX asks for another name when a file is missing, and gives up without one.
ASKS_FOR_FILE = "Enter file name:"
GIVES_UP = "Emergency stop"
# What is found wanting only when TeX has read on beyond the line that loads it.
LOADED_LATE = re.compile(r"\.(?:sty|cls)' not found")
# What says nothing about the paper: that an error was the last one, and, since
# graphics of 2023, that TeX was started without a shell, as it always is here.
NO_NEWS = ("==> Fatal error occurred", "Shell escape feature is not enabled")
# An error's help and context are shorter than this.
LONGEST_CONTEXT = 60


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
        self.lines = text.split("\n")
        self.at = 0
        self.stack = FileStack(files)

    def findings(self) -> Iterator[LogFinding]:
        """All findings; lines that belong to none feed the stack of open files."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            finding = self.error(line) or self.warning(line) or self.box(line) or self.other(line)
            if finding is None:
                self.stack.read(line)
            elif not finding.message.startswith(NO_NEWS):
                yield finding

    def error(self, line: str) -> LogFinding | None:
        """An error, in TeX's form or with file and line in front."""
        at = ERROR_AT.match(line)
        number: int | None = None
        if at and self.stack.is_file(at["file"]):
            file, number, text = at["file"], int(at["line"]), at["text"]
        elif plain := ERROR.match(line):
            file, text = self.stack.current, plain["text"]
        elif lua := self.lua_error(line):
            file, text = self.stack.current, lua["text"]
        else:
            return None
        named = ERROR_SOURCE.match(text)
        source = named["source"] if named else "TeX"
        message = self.joined(text[named.end() :] if named else text, source)
        context_line, culprit, reason = self.given_up(message) or self.context()
        if message.startswith("Undefined control sequence") and culprit:
            message = f"Undefined control sequence {culprit}"
        elif reason:
            message = f"{message.rstrip('.')}: {reason}"
        return LogFinding("error", source, message, file, number or context_line)

    def given_up(self, message: str) -> tuple[int | None, str, str] | None:
        """What `context` returns, for a missing file, at which the run ends."""
        ahead = self.lines[self.at : self.at + 8]
        if ASKS_FOR_FILE not in (line.strip() for line in ahead):
            return None
        for number, line in enumerate(ahead):
            stop = ERROR_AT.match(line)
            if stop and stop["text"].startswith(GIVES_UP):
                self.at += number + 1
                self.context()
                return (None if LOADED_LATE.search(message) else int(stop["line"])), "", ""
        return None

    def lua_error(self, line: str) -> re.Match[str] | None:
        """The match when a line begins an error of LuaTeX's Lua, which lists its calls."""
        after = self.lines[self.at] if self.at < len(self.lines) else ""
        return LUA_ERROR.match(line) if after.startswith("stack traceback") else None

    def context(self) -> tuple[int | None, str, str]:
        """Skip an error's context and help.

        Returns the line, the control sequence that TeX had read last, and the
        reason that it gives for giving up; None or "" for what isn't there.
        """
        culprit = ""
        for ahead in range(self.at, min(self.at + LONGEST_CONTEXT, len(self.lines))):
            line = self.lines[ahead]
            if self.begins_another(line):
                break
            if reason := REASON.match(line):
                self.at = ahead + 1
                return None, culprit, reason["text"]
            if not culprit and (end := CONTROL_SEQUENCE.search(line)):
                culprit = end[0].strip()
            if number := CONTEXT.match(line):
                self.at = ahead + 1
                self.skip_help()
                return int(number[1]), culprit, ""
        return None, culprit, ""

    def skip_help(self) -> None:
        """Skip the rest of the input line, which stands below it, and the help."""
        if self.at < len(self.lines) and self.lines[self.at].startswith(" "):
            self.at += 1
        for ahead in range(self.at, min(self.at + LONGEST_CONTEXT, len(self.lines))):
            line = self.lines[ahead]
            if not line:
                self.at = ahead
            if not line or self.begins_another(line):
                return

    def begins_another(self, line: str) -> bool:
        """Whether a line begins a message of its own."""
        at = ERROR_AT.match(line)
        return bool(
            ERROR.match(line)
            or WARNING.match(line)
            or BOX.match(line)
            or (at and self.stack.is_file(at["file"]))
        )

    def joined(self, text: str, source: str) -> str:
        """A message with its continuation lines.

        They begin with the package's name in parentheses; LaTeX indents some
        of its own instead.
        """
        marks = tuple(f"({mark})" for mark in {source, source.split(" ", 1)[-1]})
        parts = [text.strip()]
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.startswith(marks):
                parts.append(line.split(")", 1)[1].strip())
            elif source == "LaTeX" and line.startswith("    ") and line.strip():
                parts.append(line.strip())
            else:
                break
            self.at += 1
        return " ".join(part for part in parts if part)

    def warning(self, line: str) -> LogFinding | None:
        """A warning of LaTeX, a package or a class."""
        match = WARNING.match(line)
        if match is None:
            return None
        message = self.joined(match["text"], match["source"])
        number = INPUT_LINE.search(message)
        page = PAGE.search(message)
        quoted = QUOTED.search(message)
        kind: Kind = "warning"
        if UNDEFINED.match(message):
            kind = "undefined"
        elif match["source"] == "LaTeX Font":
            kind = "font"
        elif "rerun" in message.lower():
            kind = "rerun"
        return LogFinding(
            kind,
            match["source"],
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
        if not match["where"].startswith(" has occurred"):
            while self.at < len(self.lines) and self.lines[self.at].strip() not in ("", "[]"):
                self.at += 1
        number = BOX_LINES.search(match["where"])
        return LogFinding(
            "overfull" if match["kind"] == "Overfull" else "underfull",
            "TeX",
            line.removesuffix(" []").strip(),
            self.stack.current,
            int(number[1]) if number else None,
            amount=float(match["amount"] or match["badness"]),
        )

    def other(self, line: str) -> LogFinding | None:
        """Missing characters, groups left open, and what the engine's backend says."""
        here = self.stack.current
        if missing := MISSING.search(line):
            return LogFinding("missing-character", "TeX", missing["text"], here, key=missing["key"])
        if unclosed := UNCLOSED.match(line):
            return LogFinding("warning", "TeX", unclosed["text"], here)
        engine = ENGINE.search(line)
        if engine is None:
            return None
        self.stack.read(line[: engine.start()])
        text = (engine["text"] or engine["lua"] or "").strip()
        number = None
        if self.at < len(self.lines) and self.lines[self.at].startswith(("<", "\\", "l.")):
            number = self.context()[0]
        kind: Kind = "destination" if DESTINATION.search(text) else "warning"
        return LogFinding(kind, engine["source"] or "LuaTeX", text, here, number)
