"""Which article a paragraph is from, and which articles are kept from training.

SQuAD 2.0 in Swedish, its English half and XQuAD are drawn from the same articles: one split serves all three.
"""

from __future__ import annotations

import enum

ENGLISH_TITLES = {
    "Beräkningskomplexitetsteori": "Computational_complexity_theory",
    "Ångmotor": "Steam_engine",
    "Syre": "Oxygen",
    "1973_oljekris": "1973_oil_crisis",
    "Amazonas regnskog": "Amazon_rainforest",
    "Fresno, Kalifornien": "Fresno,_California",
    "Konstruktion": "Construction",
    "Privatskola": "Private_school",
    "Harvard Universitet": "Harvard_University",
    "Jacksonville, Florida": "Jacksonville,_Florida",
    "Ekonomisk kvalitet": "Economic_inequality",
    "Immunförsvar": "Immune_system",
    "Mellanstatliga_Panel_på_Climate_Change": "Intergovernmental_Panel_on_Climate_Change",
    "Scottish_Parlament": "Scottish_Parliament",
    "Warszawa": "Warsaw",
    "Tvinga": "Force",
}
"""The machine translation translated some titles too."""


class ArticleSplit(enum.Enum):
    """What a page or a programme is for; FIT is kept from the reader's training and fits the probability."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"
    FIT = "fit"


DEV = frozenset({"Huguenot", "Construction", "Packet_switching"})
TEST = frozenset({"European_Union_law", "Harvard_University", "1973_oil_crisis", "Black_Death"})


def english_title(title: str) -> str:
    return ENGLISH_TITLES.get(title, title)


def split_of(title: str) -> ArticleSplit:
    """The part that an article of the SQuAD family belongs to, by its English title."""
    if title in DEV:
        return ArticleSplit.DEV
    return ArticleSplit.TEST if title in TEST else ArticleSplit.TRAIN
