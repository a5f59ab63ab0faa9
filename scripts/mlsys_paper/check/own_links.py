"""Does a link lead to the authors? By the place that it names, and by the words around it.

Papers are full of links to other people's repositories, and a repository does
not tell whose it is. What tells is the sentence: "our code is available at".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.persons import bare_letters
from mlsys_paper.check.phrases import phrases, unless, word

if TYPE_CHECKING:
    from collections.abc import Iterable

URL: Final = re.compile(
    r"(?:https?: ?/ ?/ ?|ftp://|www\.)[^\s<>\u201c\u201d\"|]+"
    r"|(?<![\w@./-])(?:(?:drive|docs|sites)\.google\.com|hf\.co|osf\.io|youtu\.be|gitee\.com)"
    r"/[^\s<>\u201c\u201d\"|]+"
    r"|(?<![\w@./-])(?:[\w-]+\.)*(?:github|gitlab|bitbucket|huggingface|zenodo|sourceforge|codeberg"
    r"|dropbox|figshare|kaggle|tinyurl|bit|goo)\.(?:com|org|co|io|net|ly|gl)/[^\s<>\u201c\u201d\"|]+"
    r"|(?<![\w@./-])[\w-]+\.(?:github|gitlab)\.io(?:/[^\s<>\u201c\u201d\"|]*)?",
    re.I,
)
"""A printed address, whole but for what line ends have cut off behind its host."""

_PEOPLES: Final = re.compile(
    r"^(?:[\w-]+\.)*(?:github\.com|gitlab\.(?:com|org|io)|gitlab\.[\w.-]+|git\.[\w.-]+|gitee\.com"
    r"|bitbucket\.org|codeberg\.org|sr\.ht|sourceforge\.net|huggingface\.co|hf\.co|kaggle\.com"
    r"|zenodo\.org|figshare\.com|osf\.io|dropbox\.com|box\.com|1drv\.ms|onedrive\.live\.com"
    r"|(?:drive|docs|sites|colab\.research|groups)\.google\.com|sharepoint\.com|mega\.nz"
    r"|github\.io|gitlab\.io|netlify\.app|vercel\.app|readthedocs\.io|wordpress\.com|notion\.site"
    r"|medium\.com|youtube\.com|youtu\.be|vimeo\.com|hub\.docker\.com|pypi\.org|linkedin\.com"
    r"|tinyurl\.com|bit\.ly|goo\.gl|replicate\.com|wandb\.ai|gist\.github\.com|codeocean\.com|modelscope\.cn|dagshub\.com"
    r"|dataverse\.\w+(?:\.\w+)?|datadryad\.org|data\.mendeley\.com|ghcr\.io|zenodo\.org|pages\.dev"
    r"|herokuapp\.com|hf\.space|substack\.com|weebly\.com|wixsite\.com|twitter\.com|x\.com"
    r"|.*\.edu(?:\.\w\w)?|.*\.ac\.\w\w)$",
    re.I,
)
_DATA: Final = re.compile(r"doi\.org/10\.(?:5281/zenodo|6084/m9|7910/DVN|5061/dryad)", re.I)
_PERSONAL: Final = re.compile(r"^(?:people|homepages?|users?|home|staff|www\.people)\.|/~\w", re.I)
_NOBODYS: Final = re.compile(
    r"anonym|(?<![a-z])anon(?![a-z]{4})|4open\.science|view_only=|figshare\.com/s/|blind(?:ed)?-?review"
    r"|double-?blind|under-?review|submission\d*(?:/|$)|(?:^|//)(?:www\.)?(?:doi\.org|dx\.doi\.org"
    r"|arxiv\.org)|example\.(?:com|org|net|edu)|\.example(?:/|:|$)|x{4,}|openreview\.net",
    re.I,
)

_OURS: Final = word("OURS")
_CLAIMS: Final = phrases("own-link")
_STRONG: Final = phrases("own-link-whoever-is-named")
_ANNOUNCED: Final = phrases("announcement")
_OF_OTHERS: Final = unless("own-link")

# "and we also compare with Foo (URL)"
_CLAUSE: Final = re.compile(r"[,;] (?:and|but|while|whereas) (?=(?:we|they|the|it|our)\b)", re.I)
# "Our system beats Foo, which is available at URL"
_RELATIVE: Final = re.compile(
    rf"(?P<noun>[\w-]+)\)?, (?:which|that) (?:is|are|was) {word('OPENED')}\b", re.I
)


def is_announced(url: str, context: str) -> bool:
    """Whether a sentence gives an address, on whatever host, as that of the authors' own things."""
    return not _NOBODYS.search(url) and any(phrase.pattern.search(context) for phrase in _ANNOUNCED)


def leads_to_people(url: str) -> bool:
    """Whether a place is one where persons and groups have pages, and is not anonymised."""
    if _DATA.search(url):
        return True
    if _NOBODYS.search(url):
        return False
    bare = re.sub(r"^[a-z]+://(?:[^/@\s]*@)?", "", url.strip(), flags=re.I)
    host, _, path = bare.partition("/")
    host = host.partition(":")[0].casefold().removeprefix("www.")
    if _PERSONAL.search(bare):
        return True
    if not _PEOPLES.match(host):
        return False
    # The front page of a host is nobody's.
    return bool(path.strip("/")) or host.endswith((".github.io", ".gitlab.io"))


def is_claimed(context: str) -> bool:
    """Whether the sentence around a link says that it leads to the authors' own things.

    Args:
        context: the sentence, with the word URL in the link's place, or MARK for
            the mark of the footnote that has it.
    """
    (clause,) = [
        clause for clause in _CLAUSE.split(context) if "URL" in clause or "MARK" in clause
    ][-1:] or [context]
    relative = _RELATIVE.search(clause)
    if relative is not None and not re.fullmatch(_OURS, relative["noun"], re.I):
        return False
    context = clause
    if any(phrase.pattern.search(context) for phrase in _STRONG):
        return True
    if _OF_OTHERS.search(context):
        return False
    return any(phrase.pattern.search(context) for phrase in _CLAIMS)


def named_author(url: str, authors: Iterable[str]) -> str:
    """The author whose surname or mail's login an address holds, of those that are known, or ""."""
    letters = re.sub(r"[^a-z0-9]", "", bare_letters(short(url)).casefold())
    for author in authors:
        local, mail, _ = author.partition("@")
        words = re.findall(r"[^\W\d_]+", bare_letters(local if mail else author).casefold())
        if mail:
            telling = "".join(words)
        elif 2 <= len(words) <= 4:
            # A surname alone may be a word; with an initial before it, hardly.
            wholes = ("".join(words), "".join((words[-1], *words[:-1])))
            login = words[0][0] + words[-1]
            telling = next((whole for whole in wholes if whole in letters), login)
        else:
            continue
        if len(telling) >= 5 and telling in letters:
            return author
    return ""


def short(url: str) -> str:
    """What tells two links apart: host and two parts of the path, letters and digits alone."""
    bare = re.sub(r"^[a-z]+://(?:www\.)?", "", url.strip().casefold())
    host, *path = bare.split("/")[:3]
    return re.sub(r"[\W_]", "", host + "".join(path).removesuffix(".git"))
