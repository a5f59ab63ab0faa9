"""Who a short text gives away: mails, home folders, machines, names that are known.

For texts of metadata, file names and the like, where an author's name stands
alone or in a path. What is on the pages is prose, and judged elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from mlsys_paper.mails import MAIL, is_anybodys, is_whoevers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator


class Clue(NamedTuple):
    """Something in a text that leads to a person.

    Attributes:
        what: what it is, for people, with its article.
        text: the very words.
        sure: False where it may as well be nobody's.
    """

    what: str
    text: str
    sure: bool = True


_WEB: Final = re.compile(r"\b(?:https?|ftp)://\S+", re.I)
_TILDE: Final = re.compile(r"(?<![\w~])~([A-Za-z][\w.-]*)(?=/|$)")
_SEPARATOR: Final = r"(?:/|\\{1,2})"
_HOME: Final = re.compile(
    rf"(?<![\w.~-])(?:"
    rf"/(?:[\w.-]+/){{0,3}}(?:home|homes|Users|users)/(?P<unix>[^/\s\"'<>|:]+)(?=/|$|\s|[\"'])"
    rf"|[A-Za-z]:{_SEPARATOR}(?:Users|Documents\ and\ Settings){_SEPARATOR}"
    rf"(?P<windows>[^/\\\"<>|:]+)"
    rf")"
)
_NO_LOGINS: Final = frozenset(
    (
        *("user", "users", "username", "root", "admin", "administrator", "ubuntu", "debian"),
        *("owner", "guest", "shared", "public", "default", "runner", "vagrant", "docker"),
        *("build", "builder", "ci", "anonymous", "anon", "author", "authors", "me", "you"),
        *("name", "yourname", "overleaf", "sharelatex", "latex", "tex", "texlive", "work"),
        *("workspace", "app", "jovyan", "colab", "node", "test", "ec2-user", "pi", "local"),
        *("data", "lib", "share", "nobody", "someone", "login", "student"),
    )
)
_ABSOLUTE: Final = re.compile(
    r"(?<![\w.~:/\\-])(?:/(?:[\w.+ -]+/){2,}[\w.+ -]+"
    r"|[A-Za-z]:[\\/](?:[^\\/:*?\"<>|]+[\\/])+[^\\/:*?\"<>|]+"
    r"|\\\\[\w.-]+\\[^:*?\"<>|]+)"
)
_OF_PROGRAMS: Final = re.compile(
    r"texlive|texmf|miktex"
    r"|^/(?:usr|opt|tmp|var|bin|etc|lib|snap|nix|compile|private/(?:tmp|var)|Applications|Library"
    r"|System|proc|dev|app|root|workspace|content|kaggle)/"
    r"|^[A-Za-z]:[\\/](?:Program Files|Windows|tex|temp|tmp|ProgramData)",
    re.I,
)
_MACHINE: Final = re.compile(
    r"\b(\w[\w.-]+)(?:['\N{RIGHT SINGLE QUOTATION MARK}]s[ -]|s-)"
    r"(?:MacBook|iMac|Mac|iPhone|iPad|Laptop|Desktop|PC|Computer|Workstation)\b",
    re.I,
)
_NOBODYS_MACHINE: Final = re.compile(
    r"^(?:it|that|let|today|user|window|apple|adobe|author)s?$", re.I
)


def clues(text: str, authors: Collection[str] = ()) -> Iterator[Clue]:
    """What in a text leads to a person.

    Args:
        text: the text.
        authors: names, mails, affiliations that are known to be the authors'.
    """
    yield from known(text, authors)
    for match in MAIL.finditer(text):
        local, domain = match["local"], match["domain"]
        if match[0] not in authors and is_anybodys(local, domain) and not is_whoevers(local):
            yield Clue("the mail address", match[0])
    for match in _TILDE.finditer(text):
        if match[1].lower() not in _NO_LOGINS:
            yield Clue("the home page or folder", match[0])
    yield from _folders(_WEB.sub(" ", text))
    for match in _MACHINE.finditer(text):
        if not _NOBODYS_MACHINE.match(match[1]):
            yield Clue("the name of a machine", match[0])


def _folders(text: str) -> Iterator[Clue]:
    found = False
    for match in _HOME.finditer(text):
        login = (match["unix"] or match["windows"]).strip().lower()
        if login not in _NO_LOGINS:
            found = True
            yield Clue("the home folder", match[0])
    if found:
        return
    for match in _ABSOLUTE.finditer(text):
        if not (_OF_PROGRAMS.search(match[0]) or _HOME.match(match[0])):
            yield Clue("the folder", match[0], sure=False)


def known(text: str, authors: Iterable[str]) -> Iterator[Clue]:
    """The authors' names and the like that a text holds, however they are joined.

    A name is found with its parts in either order, run together as in a file's
    name, and, which is less sure, as a login: "Ada Quill" in "Quill, Ada",
    "ada_quill-v3", "adaquill2" and "aquill".
    """
    words = _plain(text)
    tokens = [_plain(token).replace(" ", "") for token in re.split(r"[\s/\\]+", text)]
    for author in authors:
        parts = _plain(author).split()
        run = "".join(parts)
        if len(run) < 4:
            continue
        personal = 1 < len(parts) < 4 and "@" not in author
        forms = [" ".join(parts)]
        if personal:
            forms.append(" ".join((parts[-1], *parts[:-1])))
        if any(_stands_in(form, words) for form in forms) or (
            len(parts) > 1 and len(run) > 7 and any(run in token for token in tokens)
        ):
            yield Clue("what identifies an author,", author)
        elif personal and len(login := parts[0][0] + parts[-1]) > 4 and _stands_in(login, words):
            yield Clue(f"what may be the login of {author},", login, sure=False)


def _stands_in(phrase: str, words: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(phrase)}(?![a-z])", words) is not None


def _plain(text: str) -> str:
    """Letters without accents in lower case, with one blank for all else."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w]|_", " ", bare).split())
