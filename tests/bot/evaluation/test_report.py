import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.administration.reporting.shares import Share
from bot.errors import BotError
from bot.evaluation.figures import figures_of
from bot.evaluation.judgments import UNANSWERABLE, Judgment
from bot.evaluation.plot import draw
from bot.evaluation.report import build_report, misses_as_text, report_object, report_text
from bot.evaluation.runner import Outcome, Ranks
from corpus.types import Language

PAGE, NEWER = "https://example.org/a", "https://example.org/b"
SV, EN = Language.SV, Language.EN


def outcome(
    name: str,
    language: Language = SV,
    kind: str = "who",
    *,
    right: bool = False,
    within: bool = False,
    answered: bool = True,
    confidence: float = 0.5,
    source: bool | None = None,
    newer: bool = False,
    superseded: bool = False,
    ranks: Ranks | None = None,
) -> Outcome:
    judgment = Judgment(
        name, language, "?", kind, accepted=("x",), source_url=PAGE, superseded_by=NEWER if superseded else None
    )
    return Outcome(judgment, answered, confidence, right, right or within, source, newer, 0.02, ranks)


OUTCOMES = (
    outcome("right", right=True, confidence=0.9, source=True, ranks=Ranks(1, 1, True)),
    outcome(
        "second",
        EN,
        "when",
        within=True,
        confidence=0.4,
        source=False,
        newer=True,
        superseded=True,
        ranks=Ranks(1, 3, True),
    ),
    outcome("silent", SV, "why", answered=False, confidence=0.1, source=False, ranks=Ranks(None, None, True)),
    outcome("seed", EN, "who", right=True, confidence=0.8, ranks=Ranks(None, 2, False)),
    outcome("refused", SV, UNANSWERABLE, answered=False, confidence=0.1),
    outcome("fooled", EN, UNANSWERABLE, confidence=0.6),
)
REPORT = build_report(OUTCOMES)


def test_shares_are_of_the_questions_that_they_concern() -> None:
    total = REPORT.total
    assert total.right_first == Share(2, 4)
    assert total.right_within_three == Share(3, 4)
    assert total.right_source == Share(1, 3)
    assert total.abstained_unanswerable == Share(1, 2)
    assert total.abstained_answerable == Share(1, 4)


def test_groups_are_by_language_and_by_kind() -> None:
    assert {name: group.questions for name, group in REPORT.by_language.items()} == {"en": 3, "sv": 3}
    assert list(REPORT.by_kind) == ["unanswerable", "when", "who", "why"]
    assert REPORT.by_kind["who"].right_first == Share(2, 2)


def test_the_retriever_is_measured_by_page_only_where_pages_can_be_compared() -> None:
    by_source, by_passage = REPORT.total.by_source, REPORT.total.by_passage
    assert by_source is not None
    assert by_passage is not None
    assert by_source.queries == 3
    assert dict(by_source.recall) == {
        1: pytest.approx(2 / 3),
        3: pytest.approx(2 / 3),
        5: pytest.approx(2 / 3),
        10: pytest.approx(2 / 3),
        20: pytest.approx(2 / 3),
    }
    assert by_passage.queries == 4
    assert by_passage.mrr == pytest.approx((1 + 1 / 3 + 0 + 1 / 2) / 4)


def test_superseded_questions_are_told_apart() -> None:
    assert REPORT.superseded.questions == 1
    assert REPORT.newer.original == Share(0, 1)
    assert REPORT.newer.newer == Share(1, 1)
    assert "the first quote came from the judged page for 0 and from the newer one for 1" in report_text(REPORT)


def test_a_quote_to_an_unanswerable_question_is_a_wrong_answer_on_the_curve() -> None:
    points = REPORT.confidence.points
    assert [point.threshold for point in points] == [0.9, 0.8, 0.6, 0.4]
    assert points[-1].coverage == pytest.approx(4 / 6)
    assert points[-1].accuracy == pytest.approx(2 / 4)


def test_the_curve_is_drawn_from_a_bot_that_never_keeps_silent_where_one_was_asked() -> None:
    forced = [outcome(str(place), right=place < 2, confidence=1 - place / 10) for place in range(6)]
    report = build_report(OUTCOMES, forced)
    assert report.never_silent is not None
    assert report.never_silent.right_first == Share(2, 6)
    assert report.confidence.points[-1].coverage == 1.0
    assert report.total == REPORT.total
    assert "asked again without silence" in report_text(report)
    assert report_text(report).split("\n\n")[0].splitlines()[-1].split()[:4] == ["never", "silent", "6", "2/6"]
    assert report_object(report)["never_silent"]["right_first"]["hits"] == 2


def test_the_table_has_a_line_for_everything_and_aligned_columns() -> None:
    lines = report_text(REPORT).split("\n\n")[0].splitlines()
    assert [line.split()[0] for line in lines[2:]] == [
        "all",
        "en",
        "sv",
        "unanswerable",
        "when",
        "who",
        "why",
        "superseded",
    ]
    assert lines[2].split()[1:4] == ["6", "2/4", "50%"]
    assert max(map(len, lines)) == len(lines[1])


def test_a_group_without_such_questions_shows_a_dash_not_a_nought() -> None:
    row = next(line for line in report_text(REPORT).splitlines() if line.startswith("unanswerable"))
    assert row.split()[2:5] == ["-", "-", "-"]


def test_each_miss_says_what_went_wrong() -> None:
    assert [" ".join(line.split()) for line in misses_as_text(REPORT).splitlines()] == [
        "second en when 0.40 right, but not first",
        "silent sv why 0.10 silent, though a bulletin answers it",
        "fooled en unanswerable 0.60 answered, though nothing answers it",
    ]


def test_the_json_object_says_the_same_as_the_table() -> None:
    found = json.loads(json.dumps(report_object(REPORT)))
    assert found["version"] == 1
    assert found["total"]["right_first"]["share"] == 0.5
    assert found["total"]["retriever"]["by_passage"]["recall"]["3"] == 0.75
    assert found["by_language"]["sv"]["abstained_unanswerable"] == {"hits": 1, "of": 1, "share": 1.0}
    assert found["superseded"]["from_newer"]["hits"] == 1
    assert [question["id"] for question in found["questions"]] == [one.judgment.id for one in OUTCOMES]
    assert found["questions"][0]["ranks"] == {"source": 1, "passage": 1}


def test_the_json_object_holds_no_question_text() -> None:
    told = Judgment("a", SV, "en hemlig fråga", "who", accepted=("x",))
    report = build_report([Outcome(told, True, 0.5, True, True, None, False, 0.1)])
    assert "hemlig" not in json.dumps(report_object(report))


def test_a_run_of_nothing_gives_an_empty_report() -> None:
    report = build_report([])
    assert figures_of([]).right_first.value is None
    assert report_text(report).splitlines()[2].split()[:2] == ["all", "0"]
    assert misses_as_text(report) == ""


@pytest.mark.parametrize(("name", "head"), [("curve.png", b"\x89PNG"), ("curve.SVG", b"<?xml")])
def test_the_picture_is_of_the_kind_that_its_name_says(tmp_path: Path, name: str, head: bytes) -> None:
    draw(REPORT, tmp_path / name)
    draw(REPORT, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(head)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_picture_names_both_axes(tmp_path: Path) -> None:
    draw(REPORT, tmp_path / "curve.svg")
    comments = (tmp_path / "curve.svg").read_text(encoding="utf-8")
    ElementTree.fromstring(comments)
    assert "Coverage: share of all questions answered" in comments
    assert "Accuracy: share of answers right first" in comments


def test_a_picture_of_another_kind_or_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BotError, match=r"\.png nor in \.svg"):
        draw(REPORT, tmp_path / "curve.gif")
    with pytest.raises(BotError, match="no curve to draw"):
        draw(build_report([OUTCOMES[4]]), tmp_path / "curve.png")
    assert list(tmp_path.iterdir()) == []


def test_a_run_without_answerable_questions_is_drawn_too(tmp_path: Path) -> None:
    draw(build_report([OUTCOMES[5]]), tmp_path / "curve.png")
    assert (tmp_path / "curve.png").stat().st_size > 1000
