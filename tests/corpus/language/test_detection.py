from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from corpus.language.detection import detect_language, said_language
from corpus.types import Language

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"

SWEDISH = """
när startar utbildningen|nar startar utbildningen|vem ar chef|vem e chef för projektet|va kostar det|hur mkt kostar de
vilka orter är me|kommer systemet fungera på natten|fsc|tidplan|driftstart|SÄS|budget 2021|o när börjar han|kostnad
vart ska man vända sig|implementringsansvarig|möten digitalt|nån som vet när det blir klart|gäller det privata också
finns det nån plan B|Peter Häyhänen|hur går det för Borås|varför blev det försenat|ska alla gå utbildning
""".strip().replace("\n", "|").split("|")  # fmt: skip

ENGLISH = """
when does it start|who leads the project|whos in charge|what is fsc|wat is the deadline|how many hospitals
go-live date|and when?|is the training mandatory|where do I sign up|why was it delayed|does it apply to private clinics
what's FSC|who is responsible for Borås|when will Södra Älvsborgs sjukhus go live|can i log in from home
which municipalities said yes|list the options|tell me about the timetable|has the contract been signed
""".strip().replace("\n", "|").split("|")  # fmt: skip


@pytest.mark.parametrize("question", SWEDISH)
def test_swedish_questions_are_swedish(question: str) -> None:
    assert detect_language(question) is Language.SV


@pytest.mark.parametrize("question", ENGLISH)
def test_english_questions_are_english(question: str) -> None:
    assert detect_language(question) is Language.EN


@pytest.mark.parametrize("keyword", ["fsc", "FSC", "42", "Millennium", "?", ""])
def test_a_keyword_without_evidence_is_swedish(keyword: str) -> None:
    assert detect_language(keyword) is Language.SV


def read(name: str) -> str:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"no public questions here: {name}")
    return gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text("utf-8")


def squad_questions(name: str) -> list[str]:
    articles = json.loads(read(name))["data"]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    return [asked["question"] for paragraph in paragraphs for asked in paragraph["qas"]]


def test_public_swedish_questions_are_told_apart() -> None:
    questions = [row["question"] for row in json.loads(read("swequad_mc/data_training.json"))["data"]]
    right = sum(detect_language(question) is Language.SV for question in questions)
    assert right >= 0.995 * len(questions)


def test_public_english_questions_are_told_apart() -> None:
    questions = squad_questions("squad2_en_dev/chrischute_dev-v2.0.json")
    right = sum(detect_language(question) is Language.EN for question in questions)
    assert right >= 0.995 * len(questions)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("https://www.example.org/health/the-new-plan", None),
        ("lägg till <https://www.example.org/health/the-new-plan>", Language.SV),
        ("what does <https://www.example.org/halsa-och-vard/nyheter> say", Language.EN),
    ],
)
def test_the_words_of_a_web_address_tell_no_language(text: str, language: Language | None) -> None:
    assert said_language(text) is language
