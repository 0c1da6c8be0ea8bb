import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.administration.reporting.shares import wilson
from bot.evaluation.metrics import (
    aurc,
    calibration_error,
    holds,
    mean,
    ndcg_at,
    normalized,
    quantile,
    recall_at,
    reciprocal_rank,
    risk_coverage,
    same_address,
)

WORDS = st.text(alphabet="abcdeåäö49", min_size=1, max_size=8)
SENTENCES = st.lists(WORDS, min_size=1, max_size=8)
RANKS = st.lists(st.none() | st.integers(1, 50), max_size=30)
ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("quote", "accepted"),
    [
        ("Peter Häyhänen leder införandet.", "Hayhanen"),
        ("PETER HÄYHÄNEN leder.", "peter häyhänen"),
        ("Ha\u0308yha\u0308nen leder.", "Häyhänen"),
        ("i mitten\n  av augusti.", "mitten av augusti"),
        ("Alla 49 kommuner.", "49"),
        ("2\u00a0332 dokument", "2 332"),
        ("(option 1)", "option 1"),
        ("VGR:s förvaltningar", "VGR:s förvaltningar"),
        ("straße", "STRASSE"),
    ],
)
def test_case_accents_and_white_space_make_no_difference(quote: str, accepted: str) -> None:
    assert holds(quote, [accepted])


@pytest.mark.parametrize(
    ("quote", "accepted"),
    [
        ("149 kommuner", "49"),
        ("optionerna", "option"),
        ("förseningar", "försening"),
        ("option 12", "option 1"),
        ("a_b", "a"),
        ("något", ""),
        ("något", "   "),
        ("abc", "a.c"),
    ],
)
def test_a_part_of_a_word_is_not_the_word(quote: str, accepted: str) -> None:
    assert not holds(quote, [accepted])


def test_any_one_alternative_is_enough_and_none_is_not() -> None:
    assert holds("fyra områden", ["4", "fyra"])
    assert not holds("fyra områden", [])


@given(SENTENCES, SENTENCES, SENTENCES)
def test_words_are_found_wherever_they_stand(before: list[str], wanted: list[str], after: list[str]) -> None:
    assert holds("  ".join([*before, *wanted, *after]).upper(), [" ".join(wanted)])


@given(st.text())
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    assert normalized(normalized(text)) == normalized(text)


@given(st.lists(WORDS, min_size=1), WORDS)
def test_a_word_is_held_exactly_when_it_is_one_of_the_words(words: list[str], wanted: str) -> None:
    assert holds(" ".join(words), [wanted]) is (normalized(wanted) in map(normalized, words))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.example.org/a/", "http://example.org/a"),
        ("https://example.org/a#:~:text=b", "https://example.org/a"),
        ("seed:a", "seed:a"),
    ],
)
def test_one_page_under_two_addresses_is_one_page(one: str, other: str) -> None:
    assert same_address(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/b"),
        ("https://example.org/?id=1", "https://example.org/?id=2"),
        ("seed:a", "https://example.org/a"),
        ("https://example.org/a", None),
        (None, None),
    ],
)
def test_different_pages_and_missing_ones_are_not_one_page(one: str | None, other: str | None) -> None:
    assert not same_address(one, other)


def test_ranking_measures_agree_with_values_worked_out_by_hand() -> None:
    ranks = [1, 2, None, 4]
    assert recall_at(ranks, 1) == 0.25
    assert recall_at(ranks, 3) == 0.5
    assert reciprocal_rank(ranks) == pytest.approx((1 + 1 / 2 + 0 + 1 / 4) / 4)
    assert ndcg_at(ranks, 3) == pytest.approx((1 + 1 / math.log2(3)) / 4)
    assert ndcg_at(ranks, 10) == pytest.approx((1 + 1 / math.log2(3) + 1 / math.log2(5)) / 4)


@given(RANKS, st.integers(1, 50))
def test_ranking_measures_lie_between_what_is_first_and_what_is_found(ranks: list[int | None], k: int) -> None:
    assert recall_at(ranks, 1) <= reciprocal_rank(ranks) + 1e-12
    assert reciprocal_rank(ranks) <= recall_at(ranks, 50) + 1e-12
    assert recall_at(ranks, 1) <= ndcg_at(ranks, k) + 1e-12
    assert ndcg_at(ranks, k) <= recall_at(ranks, k) + 1e-12
    assert recall_at(ranks, k) <= recall_at(ranks, k + 1)


def test_the_curve_starts_with_the_surest_answer_and_ends_with_all() -> None:
    points = risk_coverage([0.2, 0.9, 0.5, 0.5], [False, True, True, False])
    assert [(point.threshold, point.coverage, point.risk) for point in points] == [
        (0.9, 0.25, 0.0),
        (0.5, 0.75, pytest.approx(1 / 3)),
        (0.2, 1.0, 0.5),
    ]
    assert points[-1].accuracy == 0.5


def test_questions_without_an_answer_keep_the_curve_from_full_coverage() -> None:
    assert [point.coverage for point in risk_coverage([0.9, 0.8], [True, True], total=8)] == [0.125, 0.25]


def test_aurc_agrees_with_a_value_worked_out_by_hand() -> None:
    assert aurc([0.9, 0.8, 0.7, 0.6], [True, False, True, False]) == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)
    assert aurc([], []) == 0.0


@given(ANSWERS)
def test_the_curve_only_goes_on_and_ends_at_the_share_of_wrong_answers(answers: list[tuple[float, bool]]) -> None:
    confidences, right = [pair[0] for pair in answers], [pair[1] for pair in answers]
    points = risk_coverage(confidences, right)
    coverages = [point.coverage for point in points]
    assert coverages == sorted(set(coverages))
    assert points[-1].coverage == 1.0
    assert points[-1].risk == pytest.approx(right.count(False) / len(right))
    assert [point.threshold for point in points] == sorted(set(confidences), reverse=True)


@given(ANSWERS.flatmap(lambda answers: st.tuples(st.just(answers), st.permutations(answers))))
def test_the_order_in_which_answers_come_changes_nothing(
    orders: tuple[list[tuple[float, bool]], list[tuple[float, bool]]],
) -> None:
    one, other = (aurc([pair[0] for pair in answers], [pair[1] for pair in answers]) for answers in orders)
    assert one == pytest.approx(other)


@given(st.integers(0, 20), st.integers(0, 20))
def test_no_confidence_does_better_than_right_before_wrong(right: int, wrong: int) -> None:
    flags = [True] * right + [False] * wrong
    best = aurc([float(right + wrong - place) for place in range(right + wrong)], flags)
    worst = aurc([float(place) for place in range(right + wrong)], flags)
    level = aurc([0.5] * (right + wrong), flags)
    assert best <= level + 1e-12
    assert level <= worst + 1e-12


@given(ANSWERS)
def test_confidence_that_says_nothing_costs_the_mean_error(answers: list[tuple[float, bool]]) -> None:
    right = [pair[1] for pair in answers]
    assert aurc([0.5] * len(right), right) == pytest.approx(right.count(False) / len(right))


def test_calibration_is_perfect_where_confidence_is_the_share_that_is_right() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0.0)
    assert calibration_error([1.0, 0.0], [False, True]) == pytest.approx(1.0)
    assert calibration_error([0.95, 0.05], [True, True]) == pytest.approx((0.05 + 0.95) / 2)
    assert calibration_error([], []) == 0.0


@given(ANSWERS)
def test_the_calibration_error_is_a_share(answers: list[tuple[float, bool]]) -> None:
    error = calibration_error([pair[0] for pair in answers], [pair[1] for pair in answers])
    assert 0.0 <= error <= 1.0 + 1e-12


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (27, 38, 0.5524, 0.8300),
    ],
)
def test_the_interval_agrees_with_known_values(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(0, 200), st.integers(1, 200))
def test_the_interval_holds_the_share(successes: int, trials: int) -> None:
    share = min(successes, trials) / trials
    low, high = wilson(min(successes, trials), trials)
    assert 0.0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1.0


def test_a_quantile_is_one_of_the_values() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([float(value) for value in range(1, 101)], 0.95) == 95.0
    assert quantile([7.0], 0.95) == 7.0
    assert quantile([], 0.5) == 0.0


def test_the_mean_of_nothing_is_nought() -> None:
    assert mean([]) == 0.0
    assert mean([1.0, 2.0]) == 1.5
