"""`fvm pin`: answers that stand above the bulletins' quotes."""

from __future__ import annotations

import datetime
import json

import click

from bot.administration.audit import Act
from bot.administration.pins import Pin, Pins, new_pin
from bot.cli.printable import printable
from bot.cli.shelf import naming_shelf, settings_of, shelf_option
from bot.wiring.administration import open_audit, operator
from bot.wiring.opened_shelves import open_pins
from bot.words.catalogue import say
from bot.words.voice import terminal_language


@click.command("pin")
@click.argument("question", nargs=-1, metavar="[QUESTION...]")
@click.option("--answer", "text", help="Pin this text to every QUESTION (one argument each).")
@click.option("--link", "links", multiple=True, help="An address to show under it; may be repeated.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="The last day on which it is shown.")
@click.option("--remove", "removed", metavar="ID", help="Take a pinned answer away.")
@click.option("--json", "as_object", is_flag=True, help="Print the list as JSON.")
@shelf_option
def command(
    question: tuple[str, ...], text: str | None, links: tuple[str, ...], expires: datetime.datetime | None,
    removed: str | None, as_object: bool, shelf: str | None,
) -> None:  # fmt: skip
    """List the pinned answers, pin one to QUESTION, or take one away. They are shown as the programme office's."""
    values = settings_of(shelf)
    pins, audit, language = open_pins(values), open_audit(values), terminal_language()
    if removed:
        with audit.recorded(operator(), Act.UNPIN, removed):
            found = pins.remove(removed)
        said = say("terminal.unpinned", language) if found else say("terminal.no_pin", language, pin=removed)
        click.echo(printable(said))
    elif text:
        try:
            pin = new_pin(question, text, links, operator(), expires.date() if expires else None)
        except ValueError as error:
            raise click.UsageError(f"{error}.") from error
        with audit.recorded(operator(), Act.PIN, pin.id):
            pins.add(pin)
        click.echo(say("terminal.pinned", language, pin=pin.id))
    else:
        _list(pins, as_object, naming_shelf(values))


def _list(pins: Pins, as_object: bool, of: dict[str, str]) -> None:
    found = pins.all()
    if as_object:
        click.echo(json.dumps([_object(pin) | of for pin in found], ensure_ascii=False))
        return
    today, language = datetime.date.today(), terminal_language()
    for pin in found:
        state = "" if pin.is_active(today) else say("terminal.pin_over", language)
        end = (
            say("terminal.pin_until", language, day=pin.expires)
            if pin.expires
            else say("terminal.pin_no_end", language)
        )
        click.echo(printable(f"{pin.id}  {state}{end}  {pin.owner}  {pin.questions[0]}  {pin.text[:80]}"))
    if not found:
        click.echo(say("terminal.no_pins", language))


def _object(pin: Pin) -> dict[str, object]:
    return {"id": pin.id, "questions": list(pin.questions), "text": pin.text, "links": list(pin.links),
            "owner": pin.owner, "expires": pin.expires.isoformat() if pin.expires else None}  # fmt: skip
