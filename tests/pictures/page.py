"""Draws Block Kit as a page, close enough to Slack to judge how a message reads; every text is escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]

_STYLE = """
.reaction { display: inline-block; border: 1px solid #ddd; border-radius: 12px; padding: 1px 8px; font-size: 12px;
  background: #f8f8f8; margin-top: 4px; }
.sign{width:14px;height:14px;fill:none;stroke:#3f6b8a;stroke-width:2.5;vertical-align:-2px}
body{margin:0;background:#fff;font:15px/1.46668 Lato,"Noto Sans","DejaVu Sans",sans-serif;color:#1d1c1d}
main{padding:20px 24px;max-width:640px} .message{display:flex;gap:10px;margin-bottom:18px}
.face{width:36px;height:36px;border-radius:6px;background:#4a154b;color:#fff;text-align:center;line-height:36px;
font-weight:700;flex:none} .person{background:#2bac76} .name{font-weight:900} .time{color:#616061;font-size:12px}
.app{background:#e8e8e8;color:#616061;font-size:10px;border-radius:2px;padding:1px 3px;font-weight:700}
.body{flex:1;min-width:0} .block{margin:4px 0 8px;overflow-wrap:anywhere} .section{display:flex;gap:16px;
align-items:flex-start}
.section>div:first-child{flex:1;white-space:pre-wrap} h3{font-size:18px;line-height:1.33;margin:8px 0 4px}
blockquote{margin:4px 0;padding-left:14px;border-left:4px solid #ddd;white-space:pre-wrap}
ul{margin:2px 0;padding-left:26px} .rich_text{white-space:pre-wrap} .context{color:#616061;font-size:13px}
hr{border:0;border-top:1px solid #ddd;margin:12px 0}
.actions{display:flex;flex-wrap:wrap;gap:8px} .button{border:1px solid #bbb;border-radius:4px;padding:4px 12px;
font-weight:700;font-size:13px;background:#fff} .primary{background:#007a5a;color:#fff;border-color:#007a5a}
.thumb{width:15px;height:15px;fill:none;stroke:#616061;stroke-width:1.5;vertical-align:-2px} .down{transform:scaleY(-1)}
.thumbs{color:#616061;font-size:13px;display:flex;gap:14px} a{color:#1264a3;text-decoration:none}
.select{border:1px solid #bbb;border-radius:4px;padding:4px 10px;font-size:13px;min-width:150px}
.select:after{content:" ▾"}
.modal{border:1px solid #ccc;border-radius:8px;box-shadow:0 6px 24px #0003;max-width:520px;margin:20px}
.modal .bar{padding:14px 22px;border-bottom:1px solid #ddd;font-weight:900;font-size:18px}
.modal .inner{padding:10px 22px}
.modal .foot{padding:12px 22px;border-top:1px solid #ddd;text-align:right} label{font-weight:700;display:block}
.field{border:1px solid #868686;border-radius:4px;min-height:24px;padding:4px 8px;margin:4px 0}
.hint{color:#616061;font-size:13px}
.private{color:#616061;font-size:12px} .mention{background:#e8f5fa;color:#1264a3;border-radius:3px;padding:0 2px}
"""

_THUMB = (
    "<svg class='thumb {}' viewBox='0 0 20 20'><path d='M3 9h3v8H3zM7 9l4-7c1.5 0 2.2 1 1.9 2.4L12.4 8H17c1 0"
    " 1.5.8 1.3 1.6l-1.5 6c-.2.9-.8 1.4-1.7 1.4H7z'/></svg>"
)


_SIGNS = {
    ":mag:": "<svg class=sign viewBox='0 0 20 20'><circle cx='8' cy='8' r='6'/><path d='M12.5 12.5 18 18'/></svg>"
}
"""What Slack draws for the codes of signs; a machine without a font for them shows nothing."""


def page(*parts: str) -> str:
    """A whole page of drawn parts."""
    return f"<!doctype html><html lang=sv><meta charset=utf-8><style>{_STYLE}</style><main>{''.join(parts)}</main>"


def message(
    name: str,
    text: str,
    blocks: Sequence[Block],
    time: str,
    app: bool,
    private: bool = False,
    reactions: Sequence[str] = (),
) -> str:
    """One message with its writer; without blocks its text is shown, as Slack does. Reactions stand below."""
    badge = "<span class=app>APP</span> " if app else ""
    face = "face" if app else "face person"
    note = "<div class=private>Bara synligt för dig</div>" if private else ""
    inner = "".join(map(_block, blocks)) if blocks else f"<div class=block>{_mrkdwn(text)}</div>"
    under = "".join(f"<span class=reaction>{_SIGNS[each]} 1</span>" for each in reactions)
    return (
        f"<div class=message><div class='{face}'>{_text(name[:1].upper())}</div><div class=body>{note}"
        f"<span class=name>{_text(name)}</span> {badge}<span class=time>{time}</span>{inner}{under}</div></div>"
    )


def modal(view: Block) -> str:
    """A modal with its bar and its buttons."""
    buttons = "".join(
        f"<span class='button {kind}'>{_text(view[key]['text'])}</span> "
        for key, kind in (("close", ""), ("submit", "primary"))
        if view.get(key)
    )
    inner = "".join(map(_block, view["blocks"]))
    return (
        f"<div class=modal><div class=bar>{_text(view['title']['text'])}</div><div class=inner>{inner}</div>"
        f"<div class=foot>{buttons}</div></div>"
    )


def home(view: Block) -> str:
    """App Home."""
    return "".join(map(_block, view["blocks"]))


def _text(value: str) -> str:
    return html.escape(value, quote=False)


def _object(value: Block) -> str:
    return _mrkdwn(value["text"]) if value["type"] == "mrkdwn" else _text(value["text"])


def _mrkdwn(text: str) -> str:
    """Slack's markup; its entities are the only ones that are read. What stands in angles may stand in bold words."""
    angled: list[str] = []

    def kept(found: re.Match[str]) -> str:
        angled.append(_angled(found[1]))
        return f"\ue000{len(angled) - 1}\ue001"

    shown = _marked(re.sub(r"<([^<>]+)>", kept, text))
    return re.sub(r"\ue000(\d+)\ue001", lambda found: angled[int(found[1])], shown)


def _marked(text: str) -> str:
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    shown = _text(plain)
    shown = re.sub(r"(?<![\w*])\*(\S[^*\n]*)\*(?![\w*])", r"<b>\1</b>", shown)
    shown = re.sub(r"(?<![\w_])_(\S[^_\n]*)_(?![\w_])", r"<i>\1</i>", shown)
    shown = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", shown)
    return re.sub("|".join(_SIGNS), lambda found: _SIGNS[found[0]], shown)


def _angled(inner: str) -> str:
    target, _, label = inner.partition("|")
    if target[:1] in "@#!":
        return f"<span class=mention>{_text(label or target)}</span>"
    return f"<a>{_text(label or target)}</a>"


def _block(block: Block) -> str:
    return f"<div class='block {block['type']}'>{_DRAWN[block['type']](block)}</div>"


def _section(block: Block) -> str:
    accessory = _element(block["accessory"]) if "accessory" in block else ""
    return f"<div>{_object(block['text'])}</div>{accessory}"


def _rich_text(block: Block) -> str:
    return "".join(map(_rich, block["elements"]))


def _rich(part: Block) -> str:
    if part["type"] == "rich_text_list":
        return "<ul>" + "".join(f"<li>{_runs(item)}</li>" for item in part["elements"]) + "</ul>"
    tag = {"rich_text_quote": "blockquote", "rich_text_preformatted": "pre"}.get(part["type"], "div")
    return f"<{tag}>{_runs(part)}</{tag}>"


def _runs(part: Block) -> str:
    return "".join(map(_run, part["elements"]))


def _run(run: Block) -> str:
    shown = _text(run.get("text") or run.get("url") or run.get("user_id") or "")
    for style, tag in (("bold", "b"), ("italic", "i"), ("strike", "s"), ("code", "code")):
        if run.get("style", {}).get(style):
            shown = f"<{tag}>{shown}</{tag}>"
    return f"<a>{shown}</a>" if run["type"] == "link" else shown


def _element(part: Block) -> str:
    if part["type"] == "button":
        return f"<span class='button {part.get('style', '')}'>{_text(part['text']['text'])}</span>"
    if part["type"] == "feedback_buttons":
        good, bad = part["positive_button"]["text"]["text"], part["negative_button"]["text"]["text"]
        return f"<span>{_THUMB.format('')} {_text(good)}</span><span>{_THUMB.format('down')} {_text(bad)}</span>"
    if part["type"] == "radio_buttons":
        return "".join(f"<div>◯ {_object(option['text'])}</div>" for option in part["options"])
    if "options" in part:
        chosen = part.get("initial_option") or part["options"][0]
        return f"<span class=select>{_object(chosen['text'])}</span>"
    if part["type"].endswith("_select"):
        return f"<span class=select>{_text(part['placeholder']['text'])}</span>"
    return f"<div class=field>{_text(part.get('initial_value', ''))}</div>"


def _input(block: Block) -> str:
    optional = " <span class=hint>(frivilligt)</span>" if block.get("optional") else ""
    hint = f"<div class=hint>{_text(block['hint']['text'])}</div>" if "hint" in block else ""
    return f"<label>{_text(block['label']['text'])}{optional}</label>{_element(block['element'])}{hint}"


_DRAWN: dict[str, Any] = {
    "section": _section,
    "rich_text": _rich_text,
    "divider": lambda block: "<hr>",
    "header": lambda block: f"<h3>{_text(block['text']['text'])}</h3>",
    "context": lambda block: " ".join(map(_object, block["elements"])),
    "actions": lambda block: "".join(map(_element, block["elements"])),
    "context_actions": lambda block: f"<div class=thumbs>{''.join(map(_element, block['elements']))}</div>",
    "input": _input,
}
