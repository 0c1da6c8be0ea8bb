"""Makes the pack that the reader learns from: every question searched as the bot searches its bulletins."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.lab.data.changes import Fact, load_changes
from bot.lab.data.pack import Searched, SearchedPassage
from bot.lab.data.programmes import Programme, ProgrammeQuestion, question_about
from bot.lab.data.span_scores import holds_accepted
from bot.lab.data.splits import CHANGES
from corpus.language.counterparts import glosses
from corpus.types import Bulletin, Language, Passage, Span
from index.encoder.packaged.question_encoder import questions_of
from index.encoder.protocol import Encoder
from index.retriever import Retriever
from index.snapshot.build import build

_FOUND = 20

Retold = Callable[[Passage], frozenset[int]]
"""The facts, by number, that a passage states something of."""


@contextmanager
def indexed(bulletins: Iterable[Bulletin], encoder: Encoder, kept: Path | None = None) -> Iterator[Retriever]:
    """The bot's own search over the bulletins, with what was trained for its questions, as long as the block lasts.

    Under `kept` the index stays, so that the next run over the same bulletins embeds nothing anew.
    """
    shelf = list(bulletins)
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing) if kept is None else kept / _content_hash(shelf)
        build(shelf, encoder, folder)
        yield Retriever(folder, encoder, questions_of(encoder))


def _content_hash(bulletins: Sequence[Bulletin]) -> str:
    content = hashlib.sha256()
    for one in bulletins:
        content.update(f"{one.id}\n{one.title}\n{one.body}\n".encode())
    return content.hexdigest()[:16]


def searched(programme: Programme, encoder: Encoder, changes: Path = CHANGES) -> list[Searched]:
    """Every question with what the search finds for it in its own programme's bulletins, with those about what they
    say more than once."""
    path = changes / f"{programme.name}.jsonl"
    asked_facts = load_changes(path) if path.is_file() else []
    facts = {id(one.fact): one.fact for one in asked_facts}
    numbers = {key: frozenset({number}) for number, key in enumerate(facts)}
    retold = _retold(programme, list(facts.values()))
    asked = [(one, frozenset[int]()) for one in programme.questions]
    for one in asked_facts:
        rivals = numbers[id(one.fact)] if one.is_of_one_statement else frozenset()
        asked += [(question, rivals) for question in question_about(one, programme.bulletins)]
    with indexed(programme.bulletins.values(), encoder) as retriever:
        found = [_searched(question, retriever, retold, rivals) for question, rivals in asked]
    # An answer that runs over the end of its passage can be pointed at in none.
    return [one for one, (question, _) in zip(found, asked, strict=True) if one.right or question.answer is None]


def _retold(programme: Programme, facts: Sequence[Fact]) -> Retold:
    stated: dict[str, list[tuple[Span, int]]] = {}
    for number, fact in enumerate(facts):
        for one in fact.statements:
            bulletin = programme.bulletins.get(Path(one.file).stem)
            start = bulletin.body.find(one.sentence) if bulletin else -1
            if bulletin and start >= 0:
                stated.setdefault(bulletin.id, []).append((Span(start, start + len(one.sentence)), number))

    def numbers(passage: Passage) -> frozenset[int]:
        return frozenset(
            number
            for span, number in stated.get(passage.bulletin_id, [])
            if span.start < passage.end and passage.start < span.end
        )

    return numbers


def _searched(asked: ProgrammeQuestion, retriever: Retriever, retold: Retold, rivals: frozenset[int]) -> Searched:
    """`rivals`: facts of which another statement answers another question, and looks as if it answered this one."""
    passages = [hit.passage for hit in retriever.search(asked.text, 10_000, asked.language)]
    right = next((passage for passage in passages if asked.is_answered_in(passage)), None)
    told = (frozenset[int]() if right is None else retold(right)) - rivals
    # What holds an accepted text, or an earlier or later value of the same fact, may answer too: no wrong example.
    others = [
        passage
        for passage in passages
        if passage is not right and not holds_accepted(passage.text, asked.accepted) and not told & retold(passage)
    ]
    is_vain = asked.answer is None
    near = (one for one in others if (is_vain and one.bulletin_id == asked.bulletin_id) or retold(one) & rivals)

    def candidate(passage: Passage) -> SearchedPassage:
        glossed = glosses(asked.text, Language(asked.language), f"{passage.context} {passage.text}")
        return SearchedPassage(passage.context, passage.text, glossed)

    answer = None
    if right is not None and asked.answer is not None:
        answer = Span(asked.answer.start - right.start, asked.answer.end - right.start)
    return Searched(
        asked.text,
        None if right is None else candidate(right),
        answer,
        tuple(candidate(one) for one in others[:_FOUND]),
        next((candidate(one) for one in near), None),
    )
