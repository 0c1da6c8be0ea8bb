"""A date of a bulletin as a person types it at the command line."""

from __future__ import annotations

import click

from corpus.types import PartialDate


class PartialDateType(click.ParamType[PartialDate]):
    """`2020`, `2020-04` or `2020-04-30`."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> PartialDate:
        try:
            return PartialDate.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
