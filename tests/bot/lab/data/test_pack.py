"""What the reader learns from: searched as the bot searches, kept whole, and of no programme that is kept apart."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.lab.data.changes import AskedFact, load_changes
from bot.lab.data.pack import Searched, SearchedPassage, holds_searched, manifest, read_pack, write_searched
from bot.lab.data.programmes import Programme, ProgrammeQuestion, read_programme
from bot.lab.data.searching import searched
from bot.lab.data.splits import CHANGES, PROGRAMMES, DataSplit
from index.testing import WordEncoder


@pytest.fixture(scope="module")
def programme() -> Programme:
    whole = read_programme(PROGRAMMES / "sparvagen.jsonl")
    return replace(whole, questions=whole.questions[:120])


@pytest.fixture(scope="module")
def found(programme: Programme) -> list[tuple[ProgrammeQuestion, Searched]]:
    asked = {one.text: one for one in programme.questions}
    return [(asked[one.text], one) for one in searched(programme, WordEncoder())]


def test_what_was_written_is_read_again(tmp_path: Path, found: list[tuple[ProgrammeQuestion, Searched]]) -> None:
    some = [one for _, one in found[:40]]
    write_searched(tmp_path, "sparvagen", b"as it is", some)
    assert read_pack(tmp_path, DataSplit.TRAIN) == {"sparvagen": some}
    assert holds_searched(tmp_path, "sparvagen", b"as it is")
    assert not holds_searched(tmp_path, "sparvagen", b"changed")
    assert list(manifest(tmp_path)) == ["sparvagen"]


@pytest.mark.parametrize("name", ["samlab", "vardbryggan", "emaljen", "larare", "arbetsmiljo"])
def test_a_pack_with_a_programme_that_is_kept_apart_is_refused(tmp_path: Path, name: str) -> None:
    for each in ("sparvagen", name):
        write_searched(tmp_path, each, b"", [Searched("Vem?", None, None, (SearchedPassage("", "text"),))])
    with pytest.raises(ValueError, match=rf"holds {name}, not of train"):
        read_pack(tmp_path, DataSplit.TRAIN)


def test_a_folder_without_a_manifest_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no manifest\.json"):
        read_pack(tmp_path, DataSplit.TRAIN)


def test_the_passage_that_looks_as_if_it_answered_stands_beside_questions_without_answer_alone(
    found: list[tuple[ProgrammeQuestion, Searched]],
) -> None:
    assert all(one.nearest is None for asked, one in found if asked.answer is not None)
    vain = [one for asked, one in found if asked.answer is None]
    assert sum(one.nearest is not None for one in vain) > 0.9 * len(vain)


def test_what_holds_the_answer_is_no_wrong_passage(found: list[tuple[ProgrammeQuestion, Searched]]) -> None:
    answerable = [(asked, one) for asked, one in found if one.right is not None]
    assert len(answerable) > 60
    for asked, one in answerable:
        assert one.right is not None
        assert one.answer is not None
        assert one.right.text[one.answer.start : one.answer.end] in asked.accepted
        assert all(asked.accepted[0] not in other.text for other in one.others)


def test_an_older_value_of_the_same_fact_is_no_wrong_passage(tmp_path: Path, programme: Programme) -> None:
    """The question is answered by another bulletin's statement as well, with the value of then."""
    asked = next(one for one in programme.questions if one.answer is not None and one.kind == "who")
    assert asked.sentence is not None
    body = programme.bulletins[asked.bulletin_id].body
    alone = replace(programme, questions=(asked,))
    (before,) = searched(alone, WordEncoder(), tmp_path)
    other = next(
        bulletin
        for bulletin in programme.bulletins.values()
        if bulletin.id != asked.bulletin_id
        and any(candidate.text.splitlines()[0] in bulletin.body for candidate in before.others)
    )
    retold = next(candidate.text for candidate in before.others if candidate.text in other.body)
    sentence = retold.splitlines()[0]
    said = body[asked.sentence.start : asked.sentence.end]
    _write_fact(tmp_path / f"{programme.name}.jsonl", [(asked.bulletin_id, said), (other.id, sentence)])
    after, _ = searched(alone, WordEncoder(), tmp_path)
    assert retold in {candidate.text for candidate in before.others}
    assert retold not in {candidate.text for candidate in after.others}


def _write_fact(path: Path, stated: list[tuple[str, str]]) -> None:
    statements = [
        {"file": f"{file}.md", "sentence": sentence, "answer": sentence[:5], "said": "2024-01-01"}
        for file, sentence in stated
    ]
    asked = {"lang": "sv", "question": "Vem?", "wants": "current", "answer_file": f"{stated[0][0]}.md"}
    path.write_text(json.dumps({"kind": "changed", "subject": "s", "statements": statements, "questions": [asked]}))


def test_what_stands_of_an_english_question_in_a_passage_goes_with_it(
    found: list[tuple[ProgrammeQuestion, Searched]],
) -> None:
    glossed: dict[str, list[bool]] = {"sv": [], "en": []}
    for asked, one in found:
        glossed[asked.language].append(any(passage.glosses for passage in (one.right, *one.others) if passage))
    assert not any(glossed["sv"])
    assert sum(glossed["en"]) > 0.9 * len(glossed["en"]) > 20


@pytest.fixture(scope="module")
def told_more_than_once() -> tuple[list[AskedFact], dict[str, Searched]]:
    programme = replace(read_programme(PROGRAMMES / "hus-vinge.jsonl"), questions=())
    asked = load_changes(CHANGES / "hus-vinge.jsonl")
    return asked, {one.text: one for one in searched(programme, WordEncoder())}


def test_what_is_said_more_than_once_is_asked_too(
    told_more_than_once: tuple[list[AskedFact], dict[str, Searched]],
) -> None:
    asked, found = told_more_than_once
    assert len(found) > 0.9 * len({one.text for one in asked})
    for one in asked:
        if one.text in found:
            right, answer = found[one.text].right, found[one.text].answer
            assert right is not None
            assert answer is not None
            assert right.text[answer.start : answer.end] in one.accepted


def test_another_statement_of_the_fact_is_a_wrong_passage_where_it_answers_another_question_alone(
    told_more_than_once: tuple[list[AskedFact], dict[str, Searched]],
) -> None:
    asked, found = told_more_than_once
    near = 0
    for one in asked:
        if one.text not in found:
            continue
        others, nearest = found[one.text].others, found[one.text].nearest
        sentences = [each.sentence for each in one.fact.statements]
        if not one.is_of_one_statement:
            assert nearest is None
            assert not any(each in other.text for each in sentences for other in others)
        elif nearest is not None:
            near += any(each in nearest.text for each in sentences)
    assert near > 10
