"""Mail addresses in texts, and the one answer to whether an address is anybody's."""

from __future__ import annotations

import re
from typing import Final

MAIL: Final = re.compile(
    # Not the password of an address in the web.
    r"(?:(?<![\w.+/:@-])|(?<=[Mm]ail:)|(?<=mailto:))"
    r"(?P<local>[A-Za-z0-9][\w.+-]{0,63}|\{[^{}@]{2,200}\}|\([\w., -]{2,100}\))"
    r"\s?@\s?(?P<domain>(?:[A-Za-z0-9](?:[\w-]{0,62})\.)+(?P<top>[A-Za-z]{2,18}))(?![\w@-])(?!:\S)"
)
"""An address, or several at one domain in braces: groups local, domain and top."""

# Domains that nobody has: RFC 2606, RFC 6761, RFC 8375, and the style's stand-in.
_NOWHERE: Final = re.compile(
    r"(?:^|\.)(?:example\.(?:com|net|org|edu)|example|invalid|test|localhost|local|internal|lan"
    r"|home\.arpa|domain\.com)$"
    # What says that it is nobody's.
    r"|(?:^|\.)anon(?:ym\w*)?(?:\.|$)",
    re.I,
)
_ANONYMOUS: Final = re.compile(r"(?:^|[._+-])anon(?:ym\w*)?(?:$|[\d._+-])", re.I)
# What follows a sign @ in file names, versions and code.
_FILE: Final = re.compile(
    r"py|sh|rs|cc|cpp|hpp|jsonl?|ya?ml|txt|bin|onnx|pth|ckpt|log|csv|tex|pdf|exe|cu|js|ts|java|toml"
    r"|lock|git",
    re.I,
)
_LOGIN: Final = frozenset({"git"})  # that of every repository
# Words for whoever it is: an address in an example may have such a name at a real domain.
_WHOEVER: Final = re.compile(
    r"(?:(?:your|user|first|last|sur|full)[._-]?)?(?:name|mail)|users?\d*|firstname[._-]?lastname"
    r"|first[._-]?last|your?[._-]?\w+|me|someone|somebody|nobody|foo|bar|baz|e-?mail|xx+|abc|author\d*",
    re.I,
)


def is_anybodys(local: str, domain: str) -> bool:
    """Return whether an address can be somebody's: nobody lives at reserved domains alone."""
    *labels, top = domain.split(".")
    named = bool(labels) and any(map(str.isalpha, labels[-1]))
    # "129 @torch.jit.script" is the number of a line, and code.
    if not named or _FILE.fullmatch(top) or local.casefold() in _LOGIN or local.isdecimal():
        return False
    return not (_NOWHERE.search(domain) or _ANONYMOUS.search(local))


def is_whoevers(local: str) -> bool:
    """Return whether the name of an address is a word for anybody, as in examples."""
    return _WHOEVER.fullmatch(local) is not None
