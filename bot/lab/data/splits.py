"""Which articles, programmes and shelves are kept from training, and what for.

SQuAD 2.0 in Swedish, its English half and XQuAD are drawn from the same articles: one split serves all three.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

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


class DataSplit(enum.Enum):
    """What a page or a programme is for; FIT is kept from the reader's training and fits the probability."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"
    FIT = "fit"


PROGRAMMES = Path(__file__).parents[1] / "programmes"
CHANGES = PROGRAMMES.with_name("changes")
"""What is said more than once in them."""

AUTHORITIES: Mapping[str, DataSplit] = {
    "visum-besok": DataSplit.DEV,
    "vardyrken": DataSplit.DEV,
    "anhoriga-tillstand": DataSplit.TEST,
    "arbetsmiljo": DataSplit.TEST,
    "avslag-asyl": DataSplit.FIT,
    "raddning-juridik": DataSplit.FIT,
    "larare": DataSplit.FIT,
    "handel-lager": DataSplit.FIT,
}
"""The shelves of authorities' pages that are kept from training."""


@cache
def kept_apart() -> Mapping[str, DataSplit]:
    """The split of every programme that `SPLIT.json` keeps from training, by name; test programmes are reported on and
    looked at for nothing else."""
    apart = json.loads((PROGRAMMES / "SPLIT.json").read_text(encoding="utf-8"))
    return {name: DataSplit(split) for split, names in apart.items() for name in names}


def split_of_shelf(name: str) -> DataSplit:
    """What a programme of the lab, or a shelf of authorities' pages, is for."""
    return {**AUTHORITIES, **kept_apart()}.get(name, DataSplit.TRAIN)


def shelves_of_split(split: DataSplit, *folders: Path) -> list[Path]:
    """The files of the programmes and shelves in these folders that are for that split, each folder's by name."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.jsonl"))]
    return [path for path in paths if split_of_shelf(path.stem) is split]


DEV = frozenset({"Huguenot", "Construction", "Packet_switching"})
TEST = frozenset({"European_Union_law", "Harvard_University", "1973_oil_crisis", "Black_Death"})


def english_title(title: str) -> str:
    return ENGLISH_TITLES.get(title, title)


def split_of(title: str) -> DataSplit:
    """The part that an article of the SQuAD family belongs to, by its English title."""
    if title in DEV:
        return DataSplit.DEV
    return DataSplit.TEST if title in TEST else DataSplit.TRAIN
