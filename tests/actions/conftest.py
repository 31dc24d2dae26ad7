"""A context on a fixed day, and trackers as the engine sends them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, make_context
from bot.calendar import SHANGHAI
from bot.knowledge import Knowledge
from bot.settings import ROOT, Settings

NOW = datetime(2026, 6, 24, 9, tzinfo=SHANGHAI)
"""A Wednesday in the graduating season."""


@pytest.fixture
def context(tmp_path: Path, knowledge: Knowledge) -> Context:
    settings = Settings.from_environment({"BOT_DATA": str(tmp_path)})
    return make_context(settings, lambda: NOW, knowledge)


def tracker_of(
    text: str,
    *,
    intent: str = "nlu_fallback",
    decision: dict[str, Any] | None = None,
    slots: dict[str, Any] | None = None,
    form: str | None = None,
    requested: str | None = None,
    metadata: dict[str, Any] | None = None,
    entities: list[dict[str, Any]] | None = None,
    before: list[dict[str, Any]] | None = None,
    after: list[dict[str, Any]] | None = None,
) -> Tracker:
    """A tracker from JSON, whose latest message is ``text``."""
    decision = decision or {"outcome": "hand_over", "confidence": 0.0, "hand_over": True}
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "entities": entities or [],
        "decision": None if text.startswith("/") else decision,
    }
    said = {"event": "user", "text": text, "parse_data": message, "metadata": metadata or {}}
    events = [*(before or []), said, *(after or [])]
    if form:
        events.append({"event": "action", "name": form})
    return Tracker.from_dict(
        {
            "sender_id": "someone",
            "slots": (slots or {}) | {"requested_slot": requested},
            "latest_message": message,
            "events": events,
            "active_loop": {"name": form} if form else {},
            "latest_action_name": "action_listen",
        }
    )


class Done:
    """What an action said and which events it returned."""

    def __init__(self, said: list[dict[str, Any]], events: list[dict[str, Any]]) -> None:
        self.said = said
        self.text = "\n".join(m["text"] for m in said if m["text"])
        self.events = events
        self.slots = {e["name"]: e["value"] for e in events if e["event"] == "slot"}
        self.files = [f for m in said for f in m["custom"].get("files", ())]
        self.private = any(m["custom"].get("private") for m in said)
        self.buttons = [b for m in said for b in m["buttons"]]


@pytest.fixture
def run(domain: dict[str, Any]) -> Callable[[Action, Tracker], Done]:
    """Runs an action as the action server does."""

    def do(action: Action, tracker: Tracker) -> Done:
        dispatcher = CollectingDispatcher()
        result = action.run(dispatcher, tracker, domain)
        if asyncio.iscoroutine(result):
            result = asyncio.run(result)
        return Done(dispatcher.messages, result)

    return do


@pytest.fixture(scope="session")
def domain() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return loaded


BAD_INPUT = [
    "",
    " ",
    "\u200b",
    "\x00\x01\x1f",
    "😀😀😀",
    "a" * 300,
    "字" * 300,
    "。。。",
    "/restart",
    '{"a": 1}',
    "{name}",
    "{0.__class__}",
    "<script>alert(1)</script>",
    "9" * 200,
    "99999999999年99月99日",
    "0月0日",
    "-1",
    "٣١/٠٦",
    "\ud800",
    "\u202e6月20日",
    "`6月20日`",
]
"""What nobody should type; nothing may raise on it."""
