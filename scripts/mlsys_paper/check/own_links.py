"""Does a link lead to the authors? By the place that it names, and by the words around it.

Papers are full of links to other people's repositories, and a repository does
not tell whose it is. What tells is the sentence: "our code is available at".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.persons import bare_letters

if TYPE_CHECKING:
    from collections.abc import Iterable

URL: Final = re.compile(
    r"(?:https?://|ftp://|www\.)[^\s<>\u201c\u201d\"|]+"
    r"|(?<![\w@./-])(?:[\w-]+\.)*(?:github|gitlab|bitbucket|huggingface|zenodo|sourceforge|codeberg"
    r"|dropbox|figshare|kaggle|tinyurl|bit|goo)\.(?:com|org|co|io|net|ly|gl)/[^\s<>\u201c\u201d\"|]+"
    r"|(?<![\w@./-])[\w-]+\.(?:github|gitlab)\.io(?:/[^\s<>\u201c\u201d\"|]*)?",
    re.I,
)
"""A printed address, whole: line ends have to be mended before."""

_PEOPLES: Final = re.compile(
    r"^(?:[\w-]+\.)*(?:github\.com|gitlab\.(?:com|org|io)|gitlab\.[\w.-]+|git\.[\w.-]+|gitee\.com"
    r"|bitbucket\.org|codeberg\.org|sr\.ht|sourceforge\.net|huggingface\.co|hf\.co|kaggle\.com"
    r"|zenodo\.org|figshare\.com|osf\.io|dropbox\.com|box\.com|1drv\.ms|onedrive\.live\.com"
    r"|(?:drive|docs|sites|colab\.research|groups)\.google\.com|sharepoint\.com|mega\.nz"
    r"|github\.io|gitlab\.io|netlify\.app|vercel\.app|readthedocs\.io|wordpress\.com|notion\.site"
    r"|medium\.com|youtube\.com|youtu\.be|vimeo\.com|hub\.docker\.com|pypi\.org|linkedin\.com"
    r"|tinyurl\.com|bit\.ly|goo\.gl|replicate\.com|wandb\.ai|gist\.github\.com|codeocean\.com)$",
    re.I,
)
_PERSONAL: Final = re.compile(r"^(?:people|homepages?|users?|home|staff|www\.people)\.|/~\w", re.I)
_NOBODYS: Final = re.compile(
    r"anonym|(?<![a-z])anon(?![a-z]{4})|4open\.science|view_only=|figshare\.com/s/|blind(?:ed)?-?review"
    r"|double-?blind|under-?review|submission\d*(?:/|$)|(?:^|//)(?:www\.)?(?:doi\.org|dx\.doi\.org"
    r"|arxiv\.org)|example\.(?:com|org|net|edu)|\.example(?:/|:|$)|x{4,}|openreview\.net",
    re.I,
)

_OURS = (
    r"(?:code|source(?: code)?|implementations?|artifacts?|artefacts?|data|datasets?|traces?"
    r"|repositor(?:y|ies)|repos?|prototypes?|models?|weights|checkpoints|librar(?:y|ies)|tools?"
    r"|toolkits?|benchmarks?|web ?sites?|web ?pages?|project pages?|pages?|demos?|scripts?"
    r"|supplement\w*|appendi\w+|packages?|software|system|framework|notebooks?|videos?|plugins?"
    r"|kernels?|results|materials?|fork|patch(?:es)?|work)"
)
_THERE = r"(?:at|on|from|under|in|via|through|here|online|with|by visiting)"
_OPENED = (
    r"(?:(?:publicly |freely |openly |also |now |made |been |be |currently |anonymously )*"
    r"(?:available|released|open[- ]sourced?|published|accessible|hosted|found|downloaded|provided"
    r"|shared|obtained|public|online|located|maintained|viewed|accessed))"
)
_CLAIMS: Final = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # "our code is available at URL"
        rf"\bour (?:\S+ ){{0,5}}?{_OURS}\b[^.;]{{0,80}}?\b{_OPENED}\b[^.;]{{0,40}}",
        rf"\bour (?:\S+ ){{0,3}}?{_OURS}\b[^.;]{{0,12}}?[:(\[,]? ?(?:at |see )?URL",
        # "we release our system at URL"
        r"\bwe (?:\w+ ){0,3}?(?:releas\w+|open[- ]?sourc\w+|publish\w*|publici[sz]e"
        r"|shar(?:e|ed|ing)|host(?:ed)?|uploaded|upload|maintain|deposit\w*)\b",
        rf"\bwe (?:\w+ ){{0,2}}?(?:mak(?:e|ing)|made|provid\w+)\b[^.;]{{0,80}}?\b"
        rf"(?:available|public|open|{_OURS})\b",
        # "Code: URL", "Code is available at URL", "The source code and data can be found at URL"
        rf"(?:^|[.;:!?()\u201d]\s*|\b(?:and|while|where) )(?:(?:the|all|both|full|complete|open"
        rf"|source|anonymi[sz]ed|project|supplementary) )*{_OURS}"
        rf"(?:(?:,| and|,? as well as)(?: (?:the|all|trained|raw))? {_OURS})*"
        rf"(?: (?:for|of) (?:this|the) (?:paper|work|project|article|study))?"
        rf"(?: (?:is|are|will be|has been|have been|can be|may be))? {_OPENED}\b",
        rf"(?:^|[.;:!?()]\s*)(?:(?:the|full|source|project) )*{_OURS}(?: and {_OURS})? ?"
        r"[:\u2014-]\s*(?:here )?URL",
        rf"\b{_OURS} (?:of|for|behind|from) (?:this|the present) "
        r"(?:paper|work|article|study|submission)\b",
        rf"\b(?:this|the present) (?:paper|work|article|study)\W?s? {_OURS}\b",
        rf"\b(?:see|visit|check|find|get) (?:also )?URL (?:for|to) (?:see |get |find |access )?"
        rf"(?:the |all |our |full |more |further |additional )*{_OURS}\b",
        r"\bour (?:\w+ )?(?:lab|group|team|company|home ?page|organi[sz]ation|cluster)\b",
        r"\bwe (?:have )?(?:written|wrote|built|developed|created|maintain) URL",
        r"\bis open[- ]sourced? (?:at|on|under|as) URL",
    )
)
_OF_OTHERS: Final = re.compile(
    r"\b(?:(?:their|his|her)\b|official|original|third-party|upstream"
    r"|public (?:implementation|code) of"
    r"|authors\W{0,2} (?:own )?(?:code|implementation|repository)|et al\.?|provided by"
    r"|(?:we|and) (?:also )?(?:use|used|adopt|adopted|reuse|reused|build (?:up)?on|built (?:up)?on"
    r"|take|took|obtain|obtained|download|downloaded|fork|forked|modify|modified|port|ported|compare"
    r"|compared|run|ran|evaluate|evaluated|train|trained|adapt|adapted|extend|extended|rely|follow"
    r"|followed|start from|measure|profile|study|studied|implement\w*|replay|base)\b"
    r"|based on|on top of|built (?:on|with)|taken from|such as|e\.g\.)",
    re.I,
)
_STRONG: Final = re.compile(
    rf"\bour (?:\S+ ){{0,5}}?{_OURS}\b[^.;]{{0,80}}?\b{_OPENED}\b"
    rf"|\bwe (?:\w+ ){{0,3}}?(?:releas\w+|open[- ]?sourc\w+|publish\w*|shar(?:e|ed)"
    rf"|upload(?:ed)?)\b[^.;]{{0,120}}?"
    r"\b(?:our|the (?:source )?code|URL|MARK|it|them|all)\b"
    rf"|\bour (?:\w+ )?(?:lab|group|team|company|home ?page)\b"
    rf"|\bwe (?:\w+ ){{0,2}}?(?:mak(?:e|ing)|made)\b[^.;]{{0,80}}?\b(?:available|public|open)\b",
    re.I,
)


# Words that leave no doubt, wherever the address leads: what comes next is the authors' own.
_HERE = r"(?: (?:at|from|on|under|here))?:? ?\(?(?:URL|MARK)"
_ANNOUNCED: Final = re.compile(
    rf"\bour (?:[\w-]+ ){{0,3}}?{_OURS}(?: and (?:\w+ )?{_OURS})? (?:is|are|can be|will be)"
    rf" {_OPENED}{_HERE}"
    rf"|\bwe (?:\w+ )?(?:releas\w+|open[- ]?sourc\w+|publish\w*|mak(?:e|ing)|made)"
    rf" (?:our|the) (?:[\w-]+ ){{0,3}}?{_OURS}(?: and (?:\w+ )?{_OURS})?(?: {_OPENED})?{_HERE}"
    r"|^(?:our )?project (?:page|web ?site|site): ?URL",
    re.I,
)

# "and we also compare with Foo (URL)"
_CLAUSE: Final = re.compile(r"[,;] (?:and|but|while|whereas) (?=(?:we|they|the|it|our)\b)", re.I)
# "Our system beats Foo, which is available at URL"
_RELATIVE: Final = re.compile(
    rf"(?P<noun>[\w-]+)\)?, (?:which|that) (?:is|are|was) {_OPENED}\b", re.I
)


def is_announced(url: str, context: str) -> bool:
    """Whether a sentence gives an address, on whatever host, as that of the authors' own things."""
    return not _NOBODYS.search(url) and _ANNOUNCED.search(context) is not None


def leads_to_people(url: str) -> bool:
    """Whether a place is one where persons and groups have pages, and is not anonymised."""
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


def is_claimed(context: str, *, prominent: bool = False) -> bool:
    """Whether the sentence around a link says that it leads to the authors' own things.

    Args:
        context: the sentence, with the word URL in the link's place, or MARK for
            the mark of the footnote that has it.
        prominent: whether it stands in the title block or the abstract, where
            authors put their own links.
    """
    (clause,) = [
        clause for clause in _CLAUSE.split(context) if "URL" in clause or "MARK" in clause
    ][-1:] or [context]
    relative = _RELATIVE.search(clause)
    if relative is not None and not re.fullmatch(_OURS, relative["noun"], re.I):
        return False
    context = clause
    if _STRONG.search(context):
        return True
    if _OF_OTHERS.search(context):
        return False
    return prominent or any(claim.search(context) for claim in _CLAIMS)


def names_author(url: str, authors: Iterable[str]) -> bool:
    """Whether an address holds a surname or a mail's login that is known to be an author's."""
    letters = re.sub(r"[^a-z0-9]", "", bare_letters(short(url)).casefold())
    for author in authors:
        local, mail, _ = author.partition("@")
        words = re.findall(r"[^\W\d_]+", bare_letters(local if mail else author).casefold())
        if mail:
            telling = "".join(words)
        elif 2 <= len(words) <= 4:
            # A surname alone may be a word; with an initial before it, hardly.
            whole = "".join(words)
            telling = whole if whole in letters else words[0][0] + words[-1]
        else:
            continue
        if len(telling) >= 5 and telling in letters:
            return True
    return False


def short(url: str) -> str:
    """What tells two links apart: host and two parts of the path, letters and digits alone."""
    bare = re.sub(r"^[a-z]+://(?:www\.)?", "", url.strip().casefold())
    host, *path = bare.split("/")[:3]
    return re.sub(r"[\W_]", "", host + "".join(path).removesuffix(".git"))
