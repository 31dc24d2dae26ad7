"""Replies without markup, for platforms that show text as it is."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from urllib.parse import urlsplit

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)
_COPYABLE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'*+,;=%\[\]-]*[A-Za-z0-9/=#_~-]")
_MAIL = re.compile(r"([A-Za-z0-9._%+-]+)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")


def plain(text: str) -> str:
    """Return ``text`` without ``**`` and backticks."""
    return _COPYABLE.sub(r"\1", _BOLD.sub(r"\1", text))


def numbered(lead: str, titles: Iterable[str]) -> str:
    """Return choices as lines: the lead, then ``1. …``."""
    return "\n".join([lead, *(f"{number}. {title}" for number, title in enumerate(titles, 1))])


def hosts(text: str) -> list[str]:
    """Return the hosts of the links in ``text``, each once, in order."""
    return list(dict.fromkeys(_host(link) for link in _LINK.findall(text)))


def without_links(text: str, allowed: Container[str], instead: str) -> str:
    """Return ``text`` with every link to a host that isn't ``allowed`` replaced by ``instead``."""
    return _LINK.sub(lambda m: m.group() if _host(m.group()) in allowed else instead, text)


def mail_in_words(text: str, dot: str) -> str:
    """Return ``text`` with the dots of mail addresses' hosts written as ``dot``."""
    return _MAIL.sub(lambda m: f"{m[1]}@{m[2].replace('.', dot)}", text)


def _host(link: str) -> str:
    return (urlsplit(link.replace("[", "").replace("]", "")).hostname or "").lower()
