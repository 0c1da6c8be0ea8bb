"""`python -m bot.lab.supply locks|sbom|notices`: what of others is in this project, for those who answer for it."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.lab.supply.bill import bill_of_materials
from bot.lab.supply.licences import write_notices
from bot.lab.supply.locks import write_locks

ROOT = Path(__file__).resolve().parents[3]


def main(what: str) -> None:
    """Make one of the three; the bill of materials goes to standard output."""
    if what == "locks":
        for name, count in write_locks(ROOT).items():
            sys.stderr.write(f"{name}: {count} packages\n")
    elif what == "sbom":
        sys.stdout.write(bill_of_materials(ROOT))
    else:
        write_notices(ROOT)


if __name__ == "__main__":
    main(sys.argv[1])
