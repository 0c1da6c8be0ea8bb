import pytest

from bot.answering.types import Answer, Citation, QuotedAnswer, Status
from bot.evaluation.judgments import UNANSWERABLE, Judgment
from bot.evaluation.runner import DEPTH, Ranks, judged, run_judgments
from corpus.types import Bulletin, Language, Passage
from index.types import Hit

APRIL, MAY = "https://example.org/april", "https://example.org/maj"
WHO = Judgment("a-1", Language.SV, "Vem leder?", "who", accepted=("Ada",), source_url=APRIL, superseded_by=MAY)
SALARY = Judgment("a-2", Language.SV, "Vilken lön?", UNANSWERABLE)


def quoted(text: str, url: str | None = APRIL) -> QuotedAnswer:
    return QuotedAnswer(text, 0.5, Citation("b", "Bulletin", url=url), text)


def answer(*quotes: QuotedAnswer, confidence: float = 0.8) -> Answer:
    status = Status.ANSWERED if quotes else Status.NO_ANSWER
    return Answer("?", Language.SV, status, confidence, tuple(quotes))


def hit(text: str, url: str | None = APRIL) -> Hit:
    bulletin = Bulletin(id="b", title="Bulletin", body=text, blocks=(), url=url)
    passage = Passage("b", (), text, 0, len(text), "Bulletin")
    return Hit(passage, bulletin, 1.0, 0.8, 2.0)


def test_the_first_quote_is_judged_by_itself_and_the_first_three_together() -> None:
    first = judged(WHO, answer(quoted("Ada leder."), quoted("Bo.")), 0.1)
    third = judged(WHO, answer(quoted("Bo."), quoted("Cy."), quoted("Ada leder.")), 0.1)
    fourth = judged(WHO, answer(quoted("Bo."), quoted("Cy."), quoted("Di."), quoted("Ada leder.")), 0.1)
    assert (first.right_first, first.right_within_three) == (True, True)
    assert (third.right_first, third.right_within_three) == (False, True)
    assert (fourth.right_first, fourth.right_within_three) == (False, False)


def test_the_source_is_that_of_the_first_quote() -> None:
    assert judged(WHO, answer(quoted("Bo.", f"{APRIL}/"), quoted("Ada.", MAY)), 0.1).right_source is True
    assert judged(WHO, answer(quoted("Ada.", MAY), quoted("Ada.", APRIL)), 0.1).right_source is False
    assert judged(WHO, answer(), 0.1).right_source is False


def test_a_first_quote_from_the_superseding_page_is_noted() -> None:
    assert judged(WHO, answer(quoted("Eva.", MAY)), 0.1).newer_source
    assert not judged(WHO, answer(quoted("Ada.", APRIL)), 0.1).newer_source
    assert not judged(SALARY, answer(quoted("Ada.", None)), 0.1).newer_source


def test_a_page_that_is_no_web_address_leaves_the_source_unjudged() -> None:
    seed = Judgment("a-3", Language.SV, "Vem?", "who", accepted=("Ada",), source_url="seed:a")
    outcome = judged(seed, answer(quoted("Ada.")), 0.1)
    assert outcome.right_source is None
    assert outcome.right_first


def test_silence_is_right_only_where_nothing_answers() -> None:
    assert judged(SALARY, answer(), 0.1).right
    assert not judged(SALARY, answer(quoted("Ada.")), 0.1).right
    assert not judged(WHO, answer(), 0.1).right


def test_quotes_that_are_offered_without_an_answer_do_not_count() -> None:
    silent = Answer("?", Language.SV, Status.NO_ANSWER, 0.1, (quoted("Ada leder."),))
    assert not judged(WHO, silent, 0.1).right_first


def test_questions_are_asked_in_order_and_progress_is_told() -> None:
    asked: list[str] = []
    told: list[tuple[int, int]] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return answer()

    outcomes = run_judgments([WHO, SALARY], ask, on_progress=lambda done, total: told.append((done, total)))
    assert asked == ["Vem leder?", "Vilken lön?"]
    assert told == [(1, 2), (2, 2)]
    assert [outcome.judgment for outcome in outcomes] == [WHO, SALARY]
    assert all(outcome.seconds > 0 for outcome in outcomes)


@pytest.mark.parametrize(
    ("hits", "source", "passage"),
    [
        ([hit("Ada leder.")], 1, 1),
        ([hit("Ada leder.", MAY), hit("Om annat."), hit("Ada leder.")], 2, 3),
        ([hit("Ada leder.", MAY)], None, None),
        ([], None, None),
    ],
)
def test_the_retriever_is_ranked_by_page_and_by_accepted_passage(
    hits: list[Hit], source: int | None, passage: int | None
) -> None:
    (outcome,) = run_judgments([WHO], lambda question: answer(), lambda query, top_k: hits)
    assert outcome.ranks == Ranks(source, passage, source_judged=True)


def test_without_a_comparable_page_any_bulletin_may_hold_the_passage() -> None:
    seed = Judgment("a-3", Language.SV, "Vem?", "who", accepted=("Ada",), source_url="seed:a")
    (outcome,) = run_judgments([seed], lambda question: answer(), lambda query, top_k: [hit("Bo."), hit("Ada.", MAY)])
    assert outcome.ranks == Ranks(None, 2, source_judged=False)


def test_the_retriever_is_asked_for_answerable_questions_alone() -> None:
    searched: list[tuple[str, int]] = []

    def search(query: str, top_k: int) -> list[Hit]:
        searched.append((query, top_k))
        return []

    outcomes = run_judgments([WHO, SALARY], lambda question: answer(), search)
    assert searched == [("Vem leder?", DEPTH)]
    assert outcomes[1].ranks is None
