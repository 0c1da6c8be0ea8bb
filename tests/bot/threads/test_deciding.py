"""What the bot does about messages of a thread, with the shipped weights and the real encoder."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot import settings
from bot.answering.question.conversation import Earlier
from bot.answering.types import Answer, Citation, Curated, QuotedAnswer, Status
from bot.threads.deciding import Decider, asks_for_quiet
from bot.threads.kinds import read_kinds
from bot.threads.types import Action, Mode, Said
from bot.wiring.answers import prepare_encoder
from corpus.types import Language
from index.types import unheard


@dataclass
class Asked:
    """Answers every question and remembers what was asked, or answers none."""

    knows: bool = True
    probability: float = 0.95
    pinned: bool = False
    questions: list[str] = field(default_factory=list)

    def __call__(self, question: str, earlier: Earlier, /) -> Answer:
        self.questions.append(question)
        if self.pinned:
            return Answer(question, Language.SV, Status.ANSWERED, 0.1, curated=Curated("Den 1 maj."))
        if not self.knows:
            return Answer(question, Language.SV, Status.NO_ANSWER, 0.1)
        quoted = QuotedAnswer("Den 1 maj.", 0.9, Citation("a", "A"), "Den 1 maj.")
        return Answer(question, Language.SV, Status.ANSWERED, self.probability, (quoted,))


@pytest.fixture(scope="module")
def parts() -> Decider:
    encoder = prepare_encoder(settings.load({}), unheard)
    return Decider(read_kinds(), encoder.encode_queries, Asked())


def _with(parts: Decider, asked: Asked) -> Decider:
    return Decider(parts.kinds, parts.encode, asked)


CALLED = (
    Said("A", "@FVM-svar när startar utbildningen?"),
    Said("BOT", "> Utbildningen startar den 1 maj.", by_bot=True),
)


@pytest.mark.parametrize("chatter", ["haha", "👍", "Jag håller med Anna", "Vi ses kl 10 i fikarummet", "tack!"])
def test_chatter_in_a_called_thread_gets_silence(parts: Decider, chatter: str) -> None:
    asked = Asked()
    decision = _with(parts, asked).decide([*CALLED, Said("B", chatter)], Mode.CALLED)
    assert (decision.action, asked.questions) == (Action.SILENT, [])


def test_a_follow_up_without_a_mention_is_answered(parts: Decider) -> None:
    decision = _with(parts, Asked()).decide([*CALLED, Said("A", "och var hålls den?")], Mode.CALLED)
    assert decision.action is Action.ANSWER


def test_a_pointer_is_answered_with_the_question_that_it_points_at(parts: Decider) -> None:
    asked = Asked()
    thread = [
        Said("A", "Hur länge går det att läsa i det gamla systemet?"),
        Said("B", "ingen aning"),
        Said("C", "@FVM-svar kan du svara på det här?"),
    ]
    decision = _with(parts, asked).decide(thread, Mode.CALLED)
    assert (decision.action, decision.asked) == (Action.ANSWER, thread[0].plain)


@pytest.mark.parametrize("call", ["vad säger @FVM-svar om den frågan så länge?",
                                  "@FVM-svar kan du reda ut det där?"])  # fmt: skip
def test_a_call_that_says_nothing_of_its_own_is_a_pointer_whatever_was_learnt(parts: Decider, call: str) -> None:
    thread = [*CALLED, Said("C", "Hur länge går det att läsa i det gamla systemet?"), Said("D", call)]
    decision = _with(parts, Asked()).decide(thread, Mode.CALLED)
    assert (decision.pointed, (decision.asked or "").startswith(thread[2].plain)) == (True, True)


def test_a_pointer_that_mentions_somebody_means_their_question(parts: Decider) -> None:
    thread = [
        Said("U0LEILA", "Hur länge går det att läsa i det gamla systemet?"),
        Said("U0BO", "Vem leder utbildningen i Lund?"),
        Said("U0BO", "@FVM-svar kan du svara på <@U0LEILA>s fråga?"),
    ]
    decision = _with(parts, Asked()).decide(thread, Mode.CALLED)
    assert (decision.asked, decision.pointed) == (thread[0].plain, True)


def test_keywords_that_mention_the_bot_are_searched_for_and_no_call_to_another_message(parts: Decider) -> None:
    asked = Asked()
    decision = _with(parts, asked).decide([Said("A", "@FVM-svar utbildning Lund")], Mode.CALLED)
    assert (decision.action, asked.questions) == (Action.ANSWER, ["utbildning Lund"])


def test_a_group_direct_message_counts_as_called(parts: Decider) -> None:
    said = Said("A", "När startar utbildningen i Lund?")
    actions = [_with(parts, Asked(knows=knows)).decide([said], Mode.GROUP).action for knows in (True, False)]
    assert actions == [Action.ANSWER, Action.REFUSE]


def test_a_pointer_with_nothing_to_point_at_is_asked_back(parts: Decider) -> None:
    decision = _with(parts, Asked()).decide([Said("A", "@FVM-svar")], Mode.CALLED)
    assert decision.action is Action.ASK_BACK


def test_a_question_without_answer_is_refused_only_to_who_was_just_answered(parts: Decider) -> None:
    decider = _with(parts, Asked(knows=False))
    question = "och var hålls den?"
    assert decider.decide([*CALLED, Said("A", question)], Mode.CALLED).action is Action.REFUSE
    assert decider.decide([*CALLED, Said("B", question)], Mode.CALLED).action is Action.SILENT


def test_a_new_question_is_taken_only_in_a_channel_where_the_bot_answers_by_itself(parts: Decider) -> None:
    thread = [Said("A", "När startar utbildningen i det nya systemet?")]
    assert _with(parts, Asked()).decide(thread, Mode.CALLED).action is Action.SILENT
    assert _with(parts, Asked()).decide(thread, Mode.CHANNEL).action is Action.ANSWER
    assert _with(parts, Asked(knows=False)).decide(thread, Mode.CHANNEL).action is Action.MARK


def test_a_new_question_in_a_channel_is_answered_where_the_answer_is_sure_or_pinned(parts: Decider) -> None:
    thread = [Said("A", "När startar utbildningen i det nya systemet?")]
    doubtful, pinned = Asked(probability=0.5), Asked(pinned=True)
    assert _with(parts, doubtful).decide(thread, Mode.CHANNEL).action is Action.MARK
    assert _with(parts, pinned).decide(thread, Mode.CHANNEL).action is Action.ANSWER


def test_a_refusal_in_a_channel_comes_only_to_who_was_just_answered(parts: Decider) -> None:
    decider = _with(parts, Asked(knows=False))
    assert decider.decide([*CALLED, Said("A", "och var hålls den?")], Mode.CHANNEL).action is Action.REFUSE
    assert decider.decide([*CALLED, Said("B", "och var hålls den?")], Mode.CHANNEL).action is Action.MARK


def test_a_follow_up_is_searched_with_the_words_that_it_lacks_and_a_new_question_is_not(parts: Decider) -> None:
    thread = [*CALLED, Said("A", "@FVM-svar och var hålls den?")]
    assert _with(parts, Asked()).decide(thread, Mode.CALLED).asked == "och var hålls den? startar utbildningen"
    whole = "@FVM-svar vem är programchef för Millennium?"
    asked = _with(parts, Asked()).decide([*CALLED, Said("A", whole)], Mode.CALLED).asked
    assert asked == "vem är programchef för Millennium?"


@pytest.mark.parametrize("wish", ["@FVM-svar kan du vara tyst nu", "@FVM-svar sluta svara i den här tråden tack",
                                  "@FVM-svar please be quiet", "don't reply in this thread", "tyst!"])  # fmt: skip
def test_a_wish_for_quiet_in_other_words_ends_it_in_the_thread(parts: Decider, wish: str) -> None:
    thread = [*CALLED, Said("B", wish), Said("A", "och var hålls den?")]
    found = _with(parts, Asked()).decide_all(thread, Mode.CALLED)[2:]
    assert [(each.action, each.why) for each in found] == [(Action.SILENT, "quiet")] * 2


@pytest.mark.parametrize("said", ["kan du vara med?", "det är tyst i korridoren", "sluta nu 😂", "quiet day today"])
def test_what_only_sounds_like_a_wish_for_quiet_ends_nothing(said: str) -> None:
    assert not asks_for_quiet(Said("B", said))


@pytest.mark.parametrize("complaint", ["@FVM-svar du svarade fel", "@FVM-svar you answered the wrong question"])
def test_a_complaint_that_mentions_the_bot_is_no_call_to_answer_the_same_again(parts: Decider, complaint: str) -> None:
    asked = Asked()
    decision = _with(parts, asked).decide([*CALLED, Said("A", complaint)], Mode.CALLED)
    assert (decision.action, decision.why, asked.questions) == (Action.SAY, "complaint", [])


@pytest.mark.parametrize("about", ["@FVM-svar sparar du det vi skriver?", "hur vet du det @FVM-svar",
                                   "@FVM-svar Hej! Är du en AI?"])  # fmt: skip
def test_what_asks_about_the_bot_gets_its_own_line_and_no_search(parts: Decider, about: str) -> None:
    asked = Asked()
    decision = _with(parts, asked).decide([*CALLED, Said("A", about)], Mode.CALLED)
    assert (decision.action, decision.why, asked.questions) == (Action.SAY, "meta", [])


@pytest.mark.parametrize("asked_on", ["@FVM-svar har du hennes nummer", "@FVM-svar har du hans mailadress?"])
def test_who_asks_for_a_persons_number_calls_to_nothing_said_before(parts: Decider, asked_on: str) -> None:
    for knows in (True, False):
        asked = Asked(knows=knows)
        decision = _with(parts, asked).decide([*CALLED, Said("A", asked_on)], Mode.CALLED)
        assert (decision.pointed, asked.questions) == (False, [asked_on.removeprefix("@FVM-svar ")])


@pytest.mark.parametrize("remark", ["Är det sant?", "källa?", "kan du utveckla?", "och på engelska?"])
def test_what_is_said_of_the_answer_gets_a_line_and_no_search(parts: Decider, remark: str) -> None:
    asked = Asked()
    decider = _with(parts, asked)
    said = [Said("A", f"@FVM-svar {remark}"), Said("A", remark), Said("B", remark)]
    actions = [decider.decide([*CALLED, each], Mode.CALLED).action for each in said]
    assert (actions, asked.questions) == ([Action.SAY, Action.SAY, Action.SILENT], [])


@pytest.mark.parametrize("remark", ["gäller det fortfarande?", "is that still valid?"])
def test_who_asks_whether_an_answer_holds_still_gets_its_question_asked_anew(parts: Decider, remark: str) -> None:
    asked = Asked()
    decider = _with(parts, asked)
    said = [Said("A", f"@FVM-svar {remark}"), Said("A", remark), Said("B", remark)]
    decisions = [decider.decide([*CALLED, each], Mode.CALLED) for each in said]
    assert [each.action for each in decisions] == [Action.ANSWER, Action.ANSWER, Action.SILENT]
    assert [each.asked for each in decisions[:2]] == [CALLED[0].plain] * 2


def test_a_doubt_about_what_a_colleague_said_is_searched(parts: Decider) -> None:
    asked = Asked()
    thread = [*CALLED, Said("B", "nej, i augusti sa chefen"), Said("A", "@FVM-svar stämmer det?")]
    assert _with(parts, asked).decide(thread, Mode.CALLED).action is Action.ANSWER
    assert asked.questions == ["stämmer det?"]


def test_a_correction_is_searched_in_the_question_that_it_corrects(parts: Decider) -> None:
    thread = [*CALLED, Said("A", "@FVM-svar nej, jag menade introduktionen")]
    decision = _with(parts, Asked()).decide(thread, Mode.CALLED)
    assert (decision.action, decision.asked) == (Action.ANSWER, "när introduktionen?")


@pytest.mark.parametrize("call", ["kan du förklara vem som leder designarbetet?", "kan du säga vad styrgruppen gör?"])
def test_a_question_behind_a_call_to_tell_is_asked(parts: Decider, call: str) -> None:
    decision = _with(parts, Asked()).decide([*CALLED, Said("A", f"@FVM-svar {call}")], Mode.CALLED)
    assert (decision.action, decision.pointed) == (Action.ANSWER, False)


def test_an_emoji_to_the_bot_is_thanks_where_nobody_waits_for_an_answer(parts: Decider) -> None:
    emoji, waiting = Said("A", "@FVM-svar 👍"), Said("B", "Var hålls utbildningen i Lund?")
    decider = _with(parts, Asked())
    assert decider.decide([*CALLED, emoji], Mode.CALLED).action is Action.SAY
    assert decider.decide([*CALLED, waiting, emoji], Mode.CALLED).asked == waiting.plain


def test_a_call_finds_a_question_that_was_learnt_for_none(parts: Decider) -> None:
    thread = [
        Said("A", "Kl 14 möte om Millennium, kommer du <@U0SARA>?"),
        Said("B", "vem leder designarbetet nu då, vet vi det?"),
        Said("A", "@FVM-svar kan du kolla det?"),
    ]
    assert _with(parts, Asked()).decide(thread, Mode.CALLED).pointed


def test_of_a_message_with_a_form_or_a_quote_the_question_is_asked(parts: Decider) -> None:
    row = {"user": "FLOW", "text": "@FVM-svar\n*Namn:* Karin\n*Fråga:* När startar utbildningen?"}
    asked = Asked()
    assert _with(parts, asked).decide([Said.from_row(row)], Mode.CALLED).action is Action.ANSWER
    assert asked.questions == ["När startar utbildningen?"]
    quoting = {"user": "A", "text": "&gt; Vi ses\nkan du ta den här @FVM-svar"}
    assert Said.from_row(quoting).text == "Vi ses @FVM-svar"


def test_a_story_is_leant_on_and_named_by_what_it_asks(parts: Decider) -> None:
    told = "Vi hade APT i går och pratade länge om det som kommer. " * 4
    story = Said("A", f"{told}Hur länge går det att läsa i det gamla systemet? Ingen visste.")
    decision = _with(parts, Asked()).decide([story, Said("C", "@FVM-svar kan du svara på det här?")], Mode.CALLED)
    assert decision.answer is not None
    assert decision.answer.question == "Hur länge går det att läsa i det gamla systemet?"


def test_what_has_no_words_is_neither_leant_on_nor_pointed_at(parts: Decider) -> None:
    thread = [*CALLED, Said("B", "???"), Said("A", "@FVM-svar")]
    decision = _with(parts, Asked()).decide(thread, Mode.CALLED)
    assert (decision.action, decision.asked) == (Action.ANSWER, CALLED[0].plain)
