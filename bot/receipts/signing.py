"""A receipt: what was said, to what, when and on what, as one line that cannot be changed unnoticed."""

from __future__ import annotations

import base64
import binascii
import hmac

import msgspec

from bot.receipts.errors import ForgedError
from bot.receipts.keys import KeyRing, SigningKey

VERSION = 1
CURATED = "curated"
"""The status of an answer that is a person's alone, without a quote."""

_PREFIX = "fvm1"
_SIGNATURE, _QUESTION, _QUOTE = "receipt", "question", "quote"
_MOST_CHARACTERS = 8_000


class Proof(msgspec.Struct, frozen=True, array_like=True):
    """Where a quote stood: `bulletin_id` and the SHA-256 of all that was shown of that bulletin, and the characters
    `start` to `end` of its text, with their keyed hash: nobody who changes a kept bulletin changes what was said."""

    bulletin_id: str
    content_hash: str
    start: int
    end: int
    quote: str


class Receipt(msgspec.Struct, frozen=True):
    """`key` names the key that signs, `made` is in seconds since 1970, `question` a keyed hash, from which nobody
    without the key guesses the question. `status` is what became of it, as of an answer or `CURATED`; `revision` names
    the code, weights and settings that answered."""

    version: int
    key: str
    made: int
    question: str
    status: str
    shelf: str
    snapshot: str
    revision: str
    proofs: tuple[Proof, ...]


def question_hash(key: SigningKey, question: str) -> str:
    """The keyed hash of a question, in hexadecimal digits."""
    return key.digest(_QUESTION, question.encode("utf-8", "surrogatepass")).hex()[:32]


def quote_hash(key: SigningKey, quote: str) -> str:
    """The keyed hash of the characters of a bulletin that were quoted, in hexadecimal digits."""
    return key.digest(_QUOTE, quote.encode("utf-8", "surrogatepass")).hex()[:32]


def signed(receipt: Receipt, key: SigningKey) -> str:
    """The receipt as one line of letters, digits, hyphens, underlines and two full stops."""
    content = msgspec.json.encode(receipt)
    return ".".join((_PREFIX, _encoded(content), _encoded(key.digest(_SIGNATURE, content))))


def read_receipt(line: str, keys: KeyRing) -> Receipt:
    """What a line says.

    Raises:
        ForgedError: no key of the ring has signed it as it stands.
    """
    parts = "".join(line.split()).split(".")
    if len(parts) != 3 or parts[0] != _PREFIX or len(line) > _MOST_CHARACTERS:
        raise ForgedError
    content, signature = _decoded(parts[1]), _decoded(parts[2])
    try:
        receipt = msgspec.json.decode(content, type=Receipt)
    except (ValueError, RecursionError) as error:
        raise ForgedError from error
    key = keys.found(receipt.key)
    if key is None or not hmac.compare_digest(key.digest(_SIGNATURE, content), signature):
        raise ForgedError
    return receipt


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ForgedError from error
    if _encoded(data) != text:
        # Several texts may stand for the same bytes: only the one that was given is right.
        raise ForgedError
    return data
