"""Web addresses: which are allowed, and which name the same page; pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hs\w+|mkt_tok|s_cid|vero_id|"
    r"oly_\w+|piwik_\w+|pk_\w+|mtm_\w+|ref_src",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[\s<>\"\\^`{|}\x00-\x20\x7f]")
_LONGEST = 2000


def checked_url(text: str) -> str:
    """`text` trimmed, where it is an absolute http or https address that may be shown as a link.

    Raises:
        ValueError: another scheme, no host, a user name or password, or characters that no address has.
    """
    url = text.strip()
    if len(url) > _LONGEST or _FORBIDDEN.search(url):
        raise ValueError(f"an address has no spaces, no quotation marks and at most {_LONGEST} characters")
    parts = urlsplit(url)
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError("wanted an address that begins with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address must not carry a user name or password")
    _ = parts.port  # an impossible port raises ValueError here
    return url


def page_key(url: str) -> str:
    """What two addresses of one page have in common.

    Scheme, `www.`, default port, case of the host, a closing slash, `index.html`, tracking parameters, their order and
    the fragment make no difference.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    path = quote(unicodedata.normalize("NFC", unquote(_INDEX.sub("", parts.path))).rstrip("/"), safe="/")
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
    return f"{host}{port}{path}" + (f"?{urlencode(query)}" if query else "")


def slug(text: str, longest: int = 80) -> str:
    """A file name's stem for a title: lower-case ASCII letters and digits with hyphens; `bulletin` for none."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ø", "o").replace("æ", "ae"))
    ascii_only = plain.encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    return words[:longest].rstrip("-") or "bulletin"
