"""The flat XML that WeChat and WeCom speak: ``<xml><Name>value</Name>…</xml>``.

Read with expat itself, because only there a document type can be refused before any entity of
it is expanded: WeChat never sends one, and entities are how XML bombs are built.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from bot.channels.callback_errors import MalformedError

DEEPEST = 8
"""Levels of nesting; WeChat's own messages have three."""
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't carry (https://www.w3.org/TR/xml/#charsets)."""


def read_xml(body: bytes | str) -> dict[str, str]:
    """Return the text of each child of the root, by name; deeper elements are left out.

    :param body: bytes in the encoding they declare, or text
    :raises MalformedError: not well-formed, not rooted in ``xml``, with a document type, or
        nested too deeply
    """
    fields: dict[str, str] = {}
    path: list[str] = []
    texts: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if not path and name != "xml":
            raise MalformedError("the root isn't <xml>")
        path.append(name)
        if len(path) > DEEPEST:
            raise MalformedError("nested too deeply")
        if len(path) == 2:
            texts.clear()

    def end(name: str) -> None:
        if len(path) == 2:
            fields[name] = "".join(texts)
        path.pop()

    def text(data: str) -> None:
        if len(path) == 2:
            texts.append(data)

    def refuse_document_type(*arguments: object) -> None:
        raise MalformedError("a document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse_document_type
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, UnicodeError, ValueError, LookupError) as error:
        if isinstance(error, MalformedError):
            raise
        raise MalformedError(f"not XML: {error}") from error
    return fields


def write_xml(fields: Mapping[str, str | int]) -> str:
    """Return the XML of some fields: numbers bare, text as CDATA.

    Characters that XML can't carry are left out.
    """
    lines = [
        f"<{name}>{value if isinstance(value, int) else _cdata(value)}</{name}>"
        for name, value in fields.items()
    ]
    return "\n".join(["<xml>", *lines, "</xml>"])


def _cdata(value: str) -> str:
    safe = FORBIDDEN.sub("", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{safe}]]>"
