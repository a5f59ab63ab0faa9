"""What the submission system knows of papers: the export of OpenReview or HotCRP, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mlsys_paper.check.findings import STAGES, Finding
from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from mlsys_paper.check.findings import PaperReport, Stage

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("number", "id", "pid", "paper", "paper number", "submission number", "paperid"),
    "title": ("title", "paper title"),
    "authors": ("authors", "author names", "author"),
    "mails": (
        *("authorids", "author emails", "emails", "mails", "author ids"),
        *("author email", "contacts"),
    ),
    "stage": ("stage",),
    "file": ("file", "pdf", "filename"),
}
_NUMBER: Final = re.compile(r"(?<!\d)0*(\d{1,6})(?!\d)")
_ANSWER: Final = 0.6  # of a title's words that the paper's has to have


@dataclass(frozen=True)
class Submission:
    """One paper as the submission system knows it.

    Attributes:
        number: of the paper.
        title: as it was typed in.
        authors: names and mails.
        stage: what it is submitted as, None where the export doesn't say.
        file: the name of its PDF, "" where the export doesn't say.
    """

    number: str
    title: str = ""
    authors: tuple[str, ...] = ()
    stage: Stage | None = None
    file: str = ""


def read_submissions(file: Path) -> list[Submission]:
    """Return the submissions of an export.

    Raises:
        PaperError: it can't be read, or names no numbers.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PaperError(f"{file} can't be read: {error}.", "Export it again, as UTF-8.") from error
    try:
        records = _of_json(text) if file.suffix.lower() == ".json" else _of_csv(text)
        found = [_submission(record) for record in records]
    except (ValueError, TypeError, AttributeError, csv.Error) as error:
        raise PaperError(
            f"{file} is no export of submissions: {error}.",
            "Give the CSV or JSON that OpenReview or HotCRP exports.",
        ) from error
    by_number: dict[str, Submission] = {}
    for one in found:
        if one.number:
            by_number[one.number] = _joined(by_number.get(one.number), one)
    if not by_number:
        raise PaperError(
            f"{file} has no column of papers' numbers.", "Name it `number', `id' or `pid'."
        )
    return list(by_number.values())


def _of_json(text: str) -> list[Mapping[str, Any]]:
    data = json.loads(text)
    if isinstance(data, dict):  # HotCRP wraps them; OpenReview calls them notes
        data = data.get("papers") or data.get("notes") or data.get("submissions") or [data]
    return [_flat(one) for one in data]


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with OpenReview's content, {"title": {"value": ...}}, among its own fields."""
    content = record.get("content")
    flat = {**record, **(content if isinstance(content, dict) else {})}
    return {
        str(name): value["value"] if isinstance(value, dict) and "value" in value else value
        for name, value in flat.items()
    }


def _of_csv(text: str) -> list[Mapping[str, Any]]:
    dialect = csv.Sniffer().sniff(text[:4096], ",;\t") if text.strip() else csv.excel
    return list(csv.DictReader(io.StringIO(text), dialect=dialect))


def _submission(record: Mapping[str, Any]) -> Submission:
    plain = {re.sub(r"[_\s]+", " ", str(name)).strip().lower(): v for name, v in record.items()}

    def field(name: str) -> Any:
        return next((plain[key] for key in _COLUMNS[name] if plain.get(key)), "")

    # HotCRP's list of authors has a row for each.
    person = " ".join(str(plain.get(key) or "") for key in ("first", "last")).strip()
    people = [*_people(field("authors")), *([person] if person else [])]
    # An affiliation in a text may be anybody's: it would accuse without being sure.
    people += _people(field("mails"))
    people += _people(plain.get("email", "")) if person else []
    stage = str(field("stage")).strip().lower()
    return Submission(
        number=str(field("number")).strip(),
        title=" ".join(str(field("title")).split()),
        authors=tuple(dict.fromkeys(people)),
        stage=stage if stage in STAGES else None,
        file=str(field("file")).strip().rpartition("/")[2],
    )


def _people(value: Any) -> list[str]:
    """Names, mails and affiliations of a field: a text, a list, or HotCRP's records."""
    if isinstance(value, list):
        return [item for one in value for item in _people(one)]
    if isinstance(value, dict):
        name = " ".join(str(value.get(key) or "") for key in ("first", "last")).strip()
        parts = [value.get("name") or name, value.get("email")]
        return [str(part).strip() for part in parts if part]
    text = re.sub(r"~(\w+?)\d+\b", lambda m: m[1].replace("_", " "), str(value or ""))
    pieces = re.split(r"[;|\n]", text) if re.search(r"[;|\n]", text) else text.split(",")
    found: list[str] = []
    for piece in pieces:
        # "Ada Quill (Northfield University) <ada@northfield.edu>"
        found += [part.strip(" ,") for part in re.split(r"[<>]", re.sub(r"\([^)]*\)", "", piece))]
    return [part for part in found if part]


def _joined(one: Submission | None, other: Submission) -> Submission:
    if one is None:
        return other
    return Submission(
        other.number,
        one.title or other.title,
        tuple(dict.fromkeys((*one.authors, *other.authors))),
        one.stage or other.stage,
        one.file or other.file,
    )


@dataclass(frozen=True)
class Matched:
    """Which file is whose.

    Attributes:
        of_file: the submission of each file that has one.
        missing: submissions without a file.
        surplus: files without a submission.
    """

    of_file: Mapping[Path, Submission]
    missing: tuple[Submission, ...]
    surplus: tuple[Path, ...]


def matched(files: Sequence[Path], submissions: Iterable[Submission]) -> Matched:
    """Return which file belongs to which submission: by the name of the file, or a number in it."""
    by_number = {one.number.lstrip("0") or "0": one for one in submissions}
    by_name = {one.file: one for one in by_number.values() if one.file}
    of_file: dict[Path, Submission] = {}
    for file in files:
        numbers = _NUMBER.findall(file.stem)
        known = [by_number[number] for number in numbers if number in by_number]
        found = by_name.get(file.name) or (known[-1] if known else None)
        if found is not None:
            of_file[file] = found
    has = {one.number for one in of_file.values()}
    return Matched(
        of_file,
        tuple(one for one in by_number.values() if one.number not in has),
        tuple(file for file in files if file not in of_file),
    )


def title_finding(report: PaperReport, submission: Submission) -> Iterator[Finding]:
    """Yield a warning where the paper's title is not the one that was typed in."""
    printed = report.facts.get("title")
    if not isinstance(printed, str) or not submission.title:
        return
    wanted, there = _words(submission.title), _words(printed)
    if wanted and len(wanted & there) < _ANSWER * len(wanted):
        yield Finding(
            "title",
            "warning",
            "guide",
            f"The paper\u2019s title is \u201c{printed}\u201d; submission {submission.number} is "
            f"called \u201c{submission.title}\u201d.",
            "See whether the right file was uploaded.",
            page=1,
        )


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return set(re.findall(r"[^\W_]{3,}", "".join(c for c in plain if not unicodedata.combining(c))))
