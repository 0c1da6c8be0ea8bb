"""A few texts that a reader is tried on when it is made: how large its numbers get, and what 8 bits change in them."""

from __future__ import annotations

from index.encoder.packaged.words import WordTable
from index.reader.tokens import ReaderInput, assemble, assemble_pair, context_text, question_text

_TEXTS = (
    (
        "Vem är projektledare för det nya biblioteket?",
        "Byggstart, mars 2021 – Organisation",
        "Karin Berg är projektledare sedan den 1 mars. Hon arbetar tillsammans med en styrgrupp på sju personer.",
        "Sedan årsskiftet leds projektet av Nils Ek, som efterträder Karin Berg. Nästa möte hålls i juni.",
    ),
    (
        "when does the new library open",
        "Tidplan, oktober 2022",
        "Biblioteket öppnar måndagen den 14 augusti 2023 kl. 10.00, tre veckor senare än sagt, och kostar 42,5 mkr.",
        "The opening has been put off until 2 October because of the heating.",
    ),
    (
        "hur många får plats?",
        "",
        "Plan 1 | 120 platser | 35 datorer\nPlan 2 | 64 platser | 0\nFrågor: 010-123 45 67, info@example.org.",
        "Läsesalen har nu 80 platser i stället för 64.",
    ),
    (
        "Varför stängs filialen?",
        "Nyhetsbrev 7, maj 2020 – Kort om annat",
        "Nej, filialen stängs inte! Den flyttar till skolan (hus B), eftersom hyran har höjts två gånger på fem år.",
        "Beslutet att flytta filialen har upphävts. Den blir kvar där den är till och med 2026.",
    ),
)  # fmt: skip


def probe_windows(words: WordTable) -> list[ReaderInput]:
    """Windows of the reader and of the comparer alike, in both languages."""
    windows = []
    for question, context, text, later in _TEXTS:
        asked, above, read, newer = (
            one.ids for one in words.encode([question_text(question), context_text(context), text, later])
        )
        windows += [assemble(asked, above, read), assemble_pair(asked, [*above, *read], above, newer)]
    return windows
