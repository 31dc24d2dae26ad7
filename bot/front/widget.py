"""``/widget.js``: the chat window as one file, its sentences and looks filled in at start."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from bot.dialogue.payloads import HAND_OVER
from bot.knowledge import Button, Knowledge
from bot.knowledge.rendering import SOURCE_LEAD

HERE = Path(__file__).parent
GREETING_TOPICS = 4
"""How many of the topics stand under the greeting."""
HEADERS = {
    "Cache-Control": "no-cache",  # kept, but asked for at every load: a change shows at once
    "Vary": "Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""The script holds nothing secret; any page may load it. What it asks of the API is CORS's."""


def topics(knowledge: Knowledge) -> list[Button]:
    """Return the entries that people ask most, as buttons."""
    return [Button(i, knowledge.entries[i].title) for i in knowledge.widget.topics]


def widget_script(knowledge: Knowledge, longest_message: int) -> bytes:
    """Return the script.

    :param longest_message: characters; a message as long as this isn't read
    """
    welcome: dict[str, Any] = {
        "college": knowledge.particulars["college"].value,
        "greeting": knowledge.wording.greeting,
        "ask_counselor": knowledge.wording.ask_counselor,
        "hand_over": HAND_OVER,
        "source_lead": SOURCE_LEAD,
        "limit": longest_message,
        "topics": msgspec.to_builtins(topics(knowledge)[:GREETING_TOPICS]),
        "words": {
            name: sentence
            for name, sentence in msgspec.to_builtins(knowledge.widget).items()
            if name not in ("topics", "notice")  # the page's, not the window's
        },
    }
    script = (HERE / "templates" / "widget.js").read_text(encoding="utf-8")
    style = (HERE / "static" / "widget.css").read_text(encoding="utf-8")
    for place, value in (("welcome", welcome), ("style", style)):
        script = script.replace(f'"{{{{ {place} }}}}"', json.dumps(value, ensure_ascii=False), 1)
    return script.encode()


class Widget:
    """Serves the script, compressed where the browser takes it, 304 while it hasn't changed."""

    def __init__(self, script: bytes) -> None:
        self._plain = script
        self._gzipped = gzip.compress(script, 9, mtime=0)
        self._tag = hashlib.sha256(script).hexdigest()[:20]

    async def serve(self, request: Request) -> Response:
        """``GET /widget.js``."""
        zipped = "gzip" in request.headers.get("accept-encoding", "")
        tag = f'"{self._tag}{"-gzip" if zipped else ""}"'
        headers = HEADERS | {"ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if zipped:
            headers["Content-Encoding"] = "gzip"
        return Response(
            self._gzipped if zipped else self._plain,
            headers=headers,
            media_type="text/javascript",
        )
