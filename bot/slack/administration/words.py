"""Administration's words in Swedish and English; `{}` fields are filled by `say`."""

from __future__ import annotations

from corpus.types import Language

_WORDS: dict[str, tuple[str, str]] = {
    "no_admin": (
        "Det här får bara bottens administratörer göra. Vänd dig gärna till dem om en bulletin saknas.",
        "Only the bot's administrators may do this. Do tell them if a bulletin is missing.",
    ),
    "failed": ("Det gick inte. Skälet: {reason}", "That did not work. The reason: {reason}"),
    "occupied": (
        "{who} arbetar redan med indexet. Vänta tills det är klart och försök igen.",
        "{who} is at work on the index already. Wait until that is done and try again.",
    ),
    "stale": (
        "Bulletinerna eller indexet har ändrats sedan förhandsvisningen. Gör en ny med `{command} reindex`.",
        "The bulletins or the index have changed since the preview. Make a new one with `{command} reindex`.",
    ),
    "draft_gone": (
        "Den inlästa sidan finns inte längre. Läs in den igen.",
        "The page that was read is no longer there. Read it again.",
    ),
    "not_in_channel": (
        "Boten och du måste båda vara med i kanalen. Skriv `/invite` där, bjud in boten och prova igen.",
        "The bot and you must both be in the channel. Type `/invite` there, invite the bot and try again.",
    ),
    "add_title": ("Lägg till bulletin", "Add a bulletin"),
    "read": ("Läs in", "Read"),
    "save": ("Spara", "Save"),
    "close": ("Stäng", "Close"),
    "address": ("Sidans adress", "The page's address"),
    "title": ("Titel", "Title"),
    "title_hint": ("Lämna tomt för sidans egen titel.", "Leave empty for the page's own title."),
    "published": ("Publicerad", "Published"),
    "published_hint": ("2024, 2024-05 eller 2024-05-17.", "2024, 2024-05 or 2024-05-17."),
    "published_ask": (
        "Inget säkert datum hittades. Skriv det rätta, 2024, 2024-05 eller 2024-05-17; tomt visas inget datum.",
        "No sure date was found. Write the right one, 2024, 2024-05 or 2024-05-17; empty, answers show none.",
    ),
    "source": ("Adress som svaren länkar till", "Address that answers link to"),
    "source_hint": ("Lämna tomt för sidans egen adress.", "Leave empty for the page's own address."),
    "bad_date": ("Skriv 2024, 2024-05 eller 2024-05-17.", "Write 2024, 2024-05 or 2024-05-17."),
    "bad_address": ("Skriv en adress som börjar med https://.", "Write an address that begins with https://."),
    "reading": ("Läser in …", "Reading …"),
    "words": ("{count} ord", "{count} words"),
    "no_date": ("inget datum hittades", "no date was found"),
    "headings": ("Rubriker", "Headings"),
    "begins": ("Så börjar texten", "How the text begins"),
    "warnings": ("Att titta på", "To look at"),
    "look_no_title": ("Ingen titel hittades; den fick filens namn.", "No title was found; it got the file's name."),
    "look_no_date": ("Inget datum hittades.", "No date was found."),
    "look_date_in_title": (
        "Datumet {detail} står bara i titeln. Stämmer det?",
        "The date {detail} stands in the title alone. Is it right?",
    ),
    "look_date_in_address": (
        "Datumet {detail} står bara i adressen. Stämmer det?",
        "The date {detail} stands in the address alone. Is it right?",
    ),
    "look_date_of_file": (
        "Datumet {detail} är det då filen skapades. Stämmer det?",
        "The date {detail} is that of the file's creation. Is it right?",
    ),
    "look_date_of_feed": (
        "Datumet {detail} kommer från flödet. Stämmer det?",
        "The date {detail} comes from the feed. Is it right?",
    ),
    "look_no_address": (
        "Den har ingen adress, så svaren länkar ingenstans.",
        "It has no address, so answers link nowhere.",
    ),
    "look_mobile_number": (
        "Ett mobilnummer står i texten och kan citeras.",
        "A mobile number stands in the text and can be quoted.",
    ),
    "look_pages_left_out": ("{detail} sidor i slutet lästes inte.", "{detail} pages at the end were left out."),
    "becomes_new": ("Blir en ny bulletin.", "Becomes a new bulletin."),
    "becomes_version": (
        "Ersätter bulletinen ”{title}”, vars äldre version sparas.",
        "Replaces the bulletin “{title}”, whose older version is kept.",
    ),
    "saved": (
        "Sparad som `{id}`. Den syns i svaren när du har publicerat med `{command} reindex`.",
        "Saved as `{id}`. Answers show it once you have published with `{command} reindex`.",
    ),
    "saved_same": ("Bulletinen fanns redan, oförändrad.", "The bulletin was there already, unchanged."),
    "no_file": (
        "Meddelandet har varken fil eller länk. Använd genvägen på ett meddelande med en fil.",
        "The message has neither a file nor a link. Use the shortcut on a message with a file.",
    ),
    "preview_begun": ("Bygger en förhandsvisning …", "Building a preview …"),
    "step_splitting bulletins": ("delar upp bulletiner", "splitting bulletins"),
    "step_embedding passages": ("läser stycken", "embedding passages"),
    "step_asking probe questions": ("ställer provfrågor", "asking probe questions"),
    "preview_title": ("Förhandsvisning av indexet", "Preview of the index"),
    "preview_counts": (
        "{added} nya, {changed} ändrade och {removed} borttagna bulletiner. {new} nya och {gone} borttagna stycken.",
        "{added} new, {changed} changed and {removed} removed bulletins. {new} new and {gone} removed passages.",
    ),
    "preview_answers": (
        "{changed} av {asked} provfrågor får ett annat svar.",
        "{changed} of {asked} probe questions get another answer.",
    ),
    "preview_nothing": ("Inget som någon skulle märka ändras.", "Nothing that anybody would notice changes."),
    "more_changes": ("… och {count} till.", "… and {count} more."),
    "added": ("Nya", "New"),
    "changed": ("Ändrade", "Changed"),
    "removed": ("Borttagna", "Removed"),
    "left_out": ("Filer som inte kan läsas", "Files that cannot be read"),
    "before": ("Före: ", "Before: "),
    "after": ("Efter: ", "After: "),
    "no_answer": ("inget svar", "no answer"),
    "publish": ("Publicera", "Publish"),
    "publish_label": ("Låt det nya indexet svara", "Let the new index answer"),
    "discard": ("Kasta", "Discard"),
    "discard_label": ("Kasta förhandsvisningen", "Throw the preview away"),
    "published_now": (
        "Publicerat av {who}. Botten svarar ur det nya indexet.",
        "Published by {who}. The bot answers from the new index.",
    ),
    "discarded": ("Förhandsvisningen är kastad.", "The preview is thrown away."),
    "rollback": ("Gå tillbaka", "Go back"),
    "rollback_label": ("Låt det tidigare indexet svara igen", "Let the earlier index answer again"),
    "rollback_title": ("Index att gå tillbaka till", "Indexes to go back to"),
    "rollback_none": ("Det finns inget tidigare index.", "There is no earlier index."),
    "answers_now": ("svarar nu", "answers now"),
    "bulletins": ("{count} bulletiner", "{count} bulletins"),
    "rolled_back": (
        "Indexet från {built} svarar igen. Bulletinerna på hyllan är oförändrade.",
        "The index of {built} answers again. The bulletins on the shelf are unchanged.",
    ),
    "subscribed": (
        "Kanalen får ett sammandrag av varje ny bulletin. `{command} avprenumerera` avslutar.",
        "The channel gets a digest of each new bulletin. `{command} unsubscribe` ends it.",
    ),
    "subscribed_before": ("Kanalen prenumererar redan.", "The channel is subscribed already."),
    "unsubscribed": ("Kanalen får inga fler sammandrag.", "The channel gets no more digests."),
    "unsubscribed_before": ("Kanalen prenumererar inte.", "The channel is not subscribed."),
    "subscribe_home": ("Sammandrag av nya bulletiner till en kanal", "Digests of new bulletins in a channel"),
    "subscribe_pick": ("Välj kanal", "Choose a channel"),
    "digest": ("Ny bulletin", "New bulletin"),
    "digest_new": (
        "Rubriker som inte fanns i ”{title}”: {headings}",
        "Headings that “{title}” did not have: {headings}",
    ),
    "kept_answered": (
        "nu finns ett svar på din fråga ”{question}”. Det står i bulletinen ”{title}”.",
        "there is now an answer to your question “{question}”. It is in the bulletin “{title}”.",
    ),
    "updated": ("Uppdaterat: nyare uppgift finns.", "Updated: there is newer information."),
    "updated_older": (
        "Uppdaterat: svaret har ändrats igen. Så här svarar bulletinerna nu.",
        "Updated: the answer has changed again. This is what the bulletins answer now.",
    ),
    "updated_gone": (
        "Uppdaterat: det tidigare citatet står inte längre i bulletinerna, och inget annat svarar på frågan.",
        "Updated: the earlier quote is no longer in the bulletins, and nothing else answers the question.",
    ),
    "pin_title": ("Fäst ett svar", "Pin an answer"),
    "pin_questions": (
        "Frågan, och andra sätt att ställa den, en per rad",
        "The question and other ways to ask it, one a line",
    ),
    "pin_text": ("Svaret", "The answer"),
    "pin_links": ("Länkar, en per rad", "Links, one a line"),
    "pin_expires": ("Sista dag, 2024-05-17", "Last day, 2024-05-17"),
    "pin_wrong": ("Skriv dagen som 2024-05-17 och hela adresser.", "Write the day as 2024-05-17, and whole addresses."),
    "pinned": (
        "Svaret är fäst och visas överst när någon ställer frågan.",
        "The answer is pinned and stands first when somebody asks.",
    ),
    "unpin": ("Ta bort", "Take away"),
    "unpinned": ("Det fästa svaret är borttaget.", "The pinned answer is taken away."),
    "pins": ("Fästa svar", "Pinned answers"),
    "expired": ("har gått ut", "has expired"),
    "week": (
        "Senaste veckan: {asked} frågor, {answered} besvarade, {refused} obesvarade, {up} tummar upp, {down} ner, "
        "svarstid {median} s.",
        "The last week: {asked} questions, {answered} answered, {refused} not, {up} thumbs up, {down} down, "
        "waiting time {median} s.",
    ),
    "gaps": (
        "Bulletinerna svarar inte på (närmaste bulletin inom parentes)",
        "The bulletins do not answer (the nearest one in brackets)",
    ),
    "why": ("Varför?", "Why?"),
    "why_label": ("Visa vad som avgjorde svaret", "Show what decided the answer"),
    "why_title": ("Varför det svaret?", "Why that answer?"),
    "why_weighing": ("Väger frågan på nytt …", "Weighing the question again …"),
    "why_gone": (
        "Meddelandet är inget svar på en fråga som är sparad.",
        "The message is no answer to a question that is stored.",
    ),
    "why_since": (
        "Svaret gavs ur ett annat index än det som svarar nu. Så här vägs frågan nu.",
        "The answer came from another index than the one that answers now. This is how the question is weighed now.",
    ),
    "why_weighed": ("Stycken som vägdes, i sökningens ordning", "Passages that were weighed, in the search's order"),
    "why_scores": (
        "dense {dense} · lexical {lexical} · fused {fused} · sannolikhet {chance}",
        "dense {dense} · lexical {lexical} · fused {fused} · probability {chance}",
    ),
    "why_legend": (
        "dense: likhet i betydelse (cosinus). lexical: gemensamma ord (BM25). fused: båda vägda ihop, som ordnar "
        "sökningen. Sannolikhet: att citatet svarar på frågan.",
        "dense: likeness in meaning (cosine). lexical: words in common (BM25). fused: both weighed together, which "
        "orders the search. Probability: that the quote answers the question.",
    ),
    "never_cited": ("Aldrig citerade de senaste 30 dagarna", "Never cited during the last 30 days"),
    "stale_cited": ("Citerade fast de är äldre än ett år", "Cited though older than a year"),
    "admin_home": ("Administration", "Administration"),
    "admin_commands": (
        "`{command} lägg till` läser in en sida, `{command} reindex` visar vad som ändras och publicerar, "
        "`{command} rollback` går tillbaka, `{command} fäst` fäster ett svar, "
        "`{command} förklara svar FRÅGA` visar vad som avgjorde. Genvägarna ”Lägg till som bulletin” och ”Varför det "
        "svaret?” finns i menyn på varje meddelande.",
        "`{command} add` reads a page, `{command} reindex` shows what changes and publishes, "
        "`{command} rollback` goes back, `{command} pin` pins an answer, "
        "`{command} explain answer QUESTION` shows what decided. The shortcuts “Lägg till som bulletin” and “Varför "
        "det svaret?” are in every message's menu.",
    ),
}


def say(key: str, language: Language, **fields: object) -> str:
    """The words of a key in a language, with its fields filled."""
    swedish, english = _WORDS[key]
    return (swedish if language is Language.SV else english).format(**fields)


def step_words(step: str, language: Language) -> str:
    """A step of a build in words; one that has none is said as it is called."""
    key = f"step_{step}"
    return say(key, language) if key in _WORDS else step


def keys() -> tuple[str, ...]:
    """Every key, for the tests."""
    return tuple(_WORDS)
