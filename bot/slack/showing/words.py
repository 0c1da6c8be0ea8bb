"""The app's own words in Swedish and English; `{}` fields are filled by `say`."""

from __future__ import annotations

from corpus.types import Language

_WORDS: dict[str, tuple[str, str]] = {
    "open_passage": ("Öppna stället", "Open the passage"),
    "open_passage_label": ("Öppna stället i bulletinen {title}", "Open the passage in the bulletin {title}"),
    "more": ("Mer", "More"),
    "more_label": ("Visa texten runt citatet", "Show the text around the quote"),
    "more_title": ("Texten runt citatet", "Around the quote"),
    "more_gone": (
        "Svaret är inte längre sparat. Ställ frågan igen för att se texten.",
        "The answer is no longer kept. Ask again to see the text.",
    ),
    "timeline": ("Tidslinje", "Timeline"),
    "timeline_label": ("Visa vad som sades månad för månad", "Show what was said month by month"),
    "timeline_about": ("Om: {subject}", "About: {subject}"),
    "timeline_searching": ("Söker i bulletinerna …", "Searching the bulletins …"),
    "timeline_usage": (
        "Skriv ett ämne efter kommandot, till exempel `{command} tidslinje driftstart`.",
        "Write a subject after the command, for example `{command} timeline training`.",
    ),
    "timeline_cut": (
        "Fler får inte plats här. `fvm timeline` visar alla.",
        "No more can be shown here. `fvm timeline` shows them all.",
    ),
    "timeline_failed": (
        "Något gick fel hos mig och jag kunde inte visa tidslinjen. Försök igen.",
        "Something went wrong on my side and I could not show the timeline. Try again.",
    ),
    "close": ("Stäng", "Close"),
    "from_source": ("Ur {title}", "From {title}"),
    "written": ("Formulerat av en språkmodell ur citaten", "Phrased by a language model from the quotes"),
    "further": ("Fler källor", "Further sources"),
    "related": ("Närmaste bulletiner", "Nearest bulletins"),
    "refusal": ("Det hittar jag inget svar på i bulletinerna.", "I find no answer to that in the bulletins."),
    "rephrase": (
        "Prova att skriva en hel fråga, med namnet på det eller den du undrar över.",
        "Try a whole question, with the name of the thing or the person that you wonder about.",
    ),
    "contact": ("Du kan också fråga {contact}.", "You can also ask {contact}."),
    "keep": ("Meddela mig när svaret finns", "Tell me when there is an answer"),
    "keep_label": (
        "Spara frågan och meddela mig när svaret finns",
        "Keep the question and tell me when there is an answer",
    ),
    "kept": (
        "Frågan är sparad. Du får besked när en bulletin svarar på den.",
        "Your question is kept. You will be told when a bulletin answers it.",
    ),
    "kept_gone": (
        "Frågan är inte längre sparad. Ställ den igen först.",
        "The question is no longer stored. Ask it again first.",
    ),
    "good": ("Bra svar", "Good answer"),
    "bad": ("Dåligt svar", "Bad answer"),
    "good_label": ("Svaret var till hjälp", "The answer helped"),
    "bad_label": ("Svaret var inte till hjälp", "The answer did not help"),
    "thanks_rating": ("Tack för ditt omdöme.", "Thank you for your rating."),
    "why_title": ("Vad var fel?", "What was wrong?"),
    "why_reason": ("Orsak", "Reason"),
    "why_comment": ("Berätta mer", "Tell us more"),
    "why_hint": ("Skriv inga personuppgifter.", "Write no personal data."),
    "send": ("Skicka", "Send"),
    "reason_wrong": ("Citatet svarar inte på frågan", "The quote does not answer the question"),
    "reason_old": ("Uppgiften är gammal", "The information is old"),
    "reason_missing": ("Något viktigt saknas", "Something important is missing"),
    "reason_unclear": ("Svårt att förstå", "Hard to understand"),
    "reason_other": ("Annat", "Something else"),
    "comment_personal": (
        "Texten ser ut att innehålla ett personnummer. Ta bort det.",
        "The text seems to hold a personal identity number. Remove it.",
    ),
    "share": ("Dela i kanalen", "Share in the channel"),
    "share_label": ("Dela svaret med alla i kanalen", "Share the answer with everyone in the channel"),
    "shared": ("Svaret är delat i kanalen.", "The answer is shared in the channel."),
    "shared_before": ("Svaret är redan delat.", "The answer is shared already."),
    "shared_by": ("Delat av", "Shared by"),
    "asked": ("Fråga: {question}", "Question: {question}"),
    "searching": ("söker i bulletinerna …", "is searching the bulletins …"),
    "hello": ("Hej! Fråga mig om det som står i bulletinerna.", "Hello! Ask me about what the bulletins say."),
    "thanks": ("Tack själv! Fråga gärna mer.", "You are welcome! Do ask more."),
    "help_title": ("Så frågar du {programme}", "How to ask {programme}"),
    "help_ways": (
        "Nämn mig i en kanal eller tråd, skriv ett direktmeddelande, eller skriv `{command} din fråga` så att bara du "
        "ser svaret. Genvägen ”Fråga {programme} om detta” finns i menyn på varje meddelande. Svara i tråden för att "
        "fråga vidare.",
        "Mention me in a channel or a thread, send a direct message, or type `{command} your question` so that only "
        "you see the answer. The shortcut “Fråga {programme} om detta” is in every message's menu. Reply in the "
        "thread to ask further.",
    ),
    "help_commands": (
        "`{command} tidslinje ett ämne` visar vad som sades månad för månad. `{command} help` visar detta. "
        "`{command} radera` tar bort det jag har sparat om dig.",
        "`{command} timeline a subject` shows what was said month by month. `{command} help` shows this. "
        "`{command} radera` removes what I have stored about you.",
    ),
    "help_promise": (
        "Jag svarar med ordagranna citat, datum och länk. Står det inte i bulletinerna säger jag det.",
        "I answer with exact quotes, their date and a link. If the bulletins do not say it, I tell you so.",
    ),
    "knows": (
        "Jag kan {bulletins} bulletiner, inlästa {indexed}.",
        "I know {bulletins} bulletins, read on {indexed}.",
    ),
    "knows_one": ("Jag kan en bulletin, inläst {indexed}.", "I know one bulletin, read on {indexed}."),
    "knows_none": (
        "Inga bulletiner är inlästa just nu. En administratör behöver köra `fvm reindex`.",
        "No bulletins are loaded at the moment. An administrator needs to run `fvm reindex`.",
    ),
    "newest": ("Nyaste bulletinerna", "Newest bulletins"),
    "examples": ("Prova till exempel", "Try for example"),
    "prompts_title": ("Vad vill du veta?", "What do you want to know?"),
    "language": ("Språk i mina svar", "The language of my words"),
    "language_hint": (
        "Citaten står alltid på bulletinens språk.",
        "Quotes always keep the language of the bulletin.",
    ),
    "language_auto": ("Samma som frågan", "As the question"),
    "language_sv": ("Svenska", "Svenska"),
    "language_en": ("English", "English"),
    "privacy_title": ("Dina uppgifter", "Your data"),
    "privacy": (
        "Frågor sparas i {days} dagar. `{command} radera` tar bort dina. Skriv aldrig personnummer.",
        "Questions are kept for {days} days. `{command} radera` removes yours. Never write personal identity numbers.",
    ),
    "erased": (
        "Klart. Borttaget: frågor {questions}, omdömen {ratings}, bevakningar {kept}.",
        "Done. Removed: questions {questions}, ratings {ratings}, kept questions {kept}.",
    ),
    "personal_number": (
        "Din fråga ser ut att innehålla ett personnummer. Jag har varken sökt eller sparat den. Ta bort meddelandet "
        "och fråga igen utan numret.",
        "Your question seems to hold a personal identity number. I have neither searched nor stored it. Delete the "
        "message and ask again without the number.",
    ),
    "rate_person": (
        "Du frågar fortare än jag hinner svara. Vänta en minut och försök igen.",
        "You are asking faster than I can answer. Wait a minute and try again.",
    ),
    "rate_channel": (
        "Det kommer många frågor i kanalen just nu. Vänta en minut och försök igen.",
        "Many questions are coming in this channel right now. Wait a minute and try again.",
    ),
    "apology": (
        "Något gick fel hos mig och jag kunde inte svara. Försök igen, eller uppge referens {reference} till "
        "administratören.",
        "Something went wrong on my side and I could not answer. Try again, or give reference {reference} to the "
        "administrator.",
    ),
    "withdrawn": (
        "Frågan har ändrats eller raderats, och svaret är borttaget.",
        "The question was changed or erased, and its answer is taken away.",
    ),
    "too_late": (
        "Jag var inte igång när du frågade och vill inte svara för sent. Fråga igen om du fortfarande undrar. "
        "Referens {reference}.",
        "I was not running when you asked and do not want to answer too late. Ask again if you still wonder. "
        "Reference {reference}.",
    ),
    "unsure": (
        "Jag blev avbruten medan jag svarade. Ser du inget svar här, fråga igen. Referens {reference}.",
        "I was interrupted while answering. If you see no answer here, ask again. Reference {reference}.",
    ),
    "busy": ("Jag har fullt upp just nu. Försök igen om en stund.", "I am busy right now. Try again in a moment."),
    "too_long": ("Frågan är för lång. Skriv den kortare.", "The question is too long. Write it shorter."),
    "empty": ("Skriv din fråga efter mitt namn.", "Write your question after my name."),
}


def say(key: str, language: Language, **fields: object) -> str:
    """The words of a key in a language, with its fields filled."""
    return template(key, language).format(**fields)


def template(key: str, language: Language) -> str:
    """The words of a key with their fields open."""
    swedish, english = _WORDS[key]
    return swedish if language is Language.SV else english


def keys() -> tuple[str, ...]:
    """Every key."""
    return tuple(_WORDS)
