"""A reply as the student will see it: bold, lists and parts to copy, and nothing else."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_INLINE = re.compile(r"\*\*([^*\n]+)\*\*|`([^`\n]+)`")
_LIST = re.compile(r"(?:\d+\.|-) ")


def as_html(text: str) -> Markup:
    """Return a reply's text as HTML made of p, li, strong and code."""
    parts: list[str] = []
    items: list[str] = []

    def close_list() -> None:
        if items:
            parts.append(f"<ul>{''.join(items)}</ul>")
            items.clear()

    for line in text.split("\n"):
        if _LIST.match(line):
            lead = "" if line.startswith("- ") else line.split(" ", 1)[0] + " "
            items.append(f"<li>{escape(lead)}{_inline(line.split(' ', 1)[1])}</li>")
            continue
        close_list()
        if line.strip():
            parts.append(f"<p>{_inline(line)}</p>")
    close_list()
    return Markup("".join(parts))


def _inline(text: str) -> str:
    def mark(found: re.Match[str]) -> str:
        bold, code = found.groups()
        return f"<strong>{bold}</strong>" if bold is not None else f"<code>{code}</code>"

    return _INLINE.sub(mark, str(escape(text)))
