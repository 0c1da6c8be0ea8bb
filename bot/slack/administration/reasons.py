"""Why the corpus or the index refused something, as Slack tells it: in Swedish by code or class, else as was said."""

from __future__ import annotations

from bot.slack.administration.files import NoFileError
from corpus.errors import Code, CorpusError
from corpus.shelf.faults import Fault
from corpus.types import Language
from index.errors import (
    BuildError,
    BusyError,
    ModelError,
    NoTextError,
    OvertakenError,
    SnapshotError,
)

PAGE = {
    Code.EMPTY: "Den är tom.",
    Code.NO_TEXT: "Där finns ingen text utöver menyer, etiketter och liknande.",
    Code.SCANNED: "Den innehåller ingen text och är kanske inskannad. Kör en textigenkänning på den först.",
    Code.LOCKED: "Den är låst med ett lösenord. Spara den utan lösenord.",
    Code.DAMAGED: "Den är skadad eller för invecklad. Spara om den och försök igen.",
    Code.TOO_LARGE: "Den är för stor. Dela den, eller lägg till den del som behövs som en fil.",
    Code.UNKNOWN_KIND: "Formatet {kind} går inte att läsa. Ge en fil i Markdown, HTML, text, Word (DOCX) eller PDF.",
    Code.LISTING: "Det är ett flöde eller en webbkarta. Lägg till det med `fvm add` eller bevaka det med `fvm watch`.",
    Code.BAD_ADDRESS: "Adressen går inte att använda. Skriv en som börjar med https://, utan mellanslag och lösenord.",
    Code.NOT_PUBLIC: "{host} nås inte från internet. Spara sidan och lägg till filen i stället.",
    Code.UNKNOWN_HOST: "Värden {host} är okänd. Kontrollera adressen och nätverket.",
    Code.NO_ANSWER: "{host} svarade inte i tid. Försök igen senare, eller lägg till sidan som en fil.",
    Code.UNREACHABLE: "{host} gick inte att läsa. Kontrollera adressen.",
    Code.STATUS: "Sidan svarade med felet {status}. Öppna adressen i en webbläsare och kontrollera den.",
    Code.REDIRECTS: "Adressen leder vidare för många gånger. Ge den adress som den slutar på.",
    Code.NO_TITLE: "Den har ingen titel. Skriv `title:` överst i filen eller en rubrik.",
    Code.BAD_HEAD: "Raderna mellan de två --- överst i filen går inte att läsa. Skriv en `nyckel: värde` på varje rad.",
    Code.BAD_VALUE: "Ett värde överst i filen är fel eller står där två gånger. Rätta det.",
    Code.SAME_ID: "En annan fil har samma id. Byt namn på en av dem.",
    Code.NOT_UTF8: "Den är inte sparad som UTF-8. Spara om den.",
}

_BY_CLASS: tuple[tuple[type[Exception], str], ...] = (
    (NoFileError, "Filen gick inte att hämta från Slack. Appen behöver rättigheten files:read; installera om den."),
    (NoTextError, "Ingen bulletin har någon text. Lägg till någon först, här eller med `fvm add`."),
    (OvertakenError, "Ett annat index publicerades under tiden. Gör en ny förhandsvisning."),
    (BusyError, "Ett index byggs redan. Vänta tills det är klart och försök igen."),
    (BuildError, "Indexet kunde inte byggas eller publiceras, och det gamla svarar vidare ({reason})."),
    (SnapshotError, "Indexet finns inte, är skadat eller gjordes med andra inställningar ({reason})."),
    (ModelError, "Språkmodellen kunde inte läsas in ({reason})."),
)
"""The first that fits. What only whoever runs the machine can mend keeps the reason as it was said."""


def reason_of(error: Exception, language: Language) -> str:
    """Why, in words; not escaped."""
    if language is Language.SV:
        for kind, words in _BY_CLASS:
            if isinstance(error, kind):
                return words.format(reason=error)
        if isinstance(error, CorpusError) and error.code is not None:
            return PAGE[error.code].format(**error.facts)
    return str(error)


def fault_words(fault: Fault, language: Language) -> str:
    """A file that was left out, and why; not escaped."""
    code = fault.problem.code
    if language is not Language.SV or code is None:
        return str(fault)
    place = fault.path.name if fault.line is None else f"{fault.path.name}, rad {fault.line}"
    return f"{place}: {PAGE[code]}"
