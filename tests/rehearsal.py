"""The real model and the real actions in one process, on a day that the test chooses."""

from __future__ import annotations

import asyncio
import inspect
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels import CollectingOutputChannel, UserMessage
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from actions import conversation, deadline_forms, handover, header_check, receipt_email, route
from actions.context import Context, make_context
from bot.calendar import SHANGHAI
from bot.dialogue.payloads import payload_of
from bot.front.engine import as_text, merge
from bot.knowledge import load_knowledge
from bot.settings import Settings

MODULES = (conversation, deadline_forms, handover, header_check, receipt_email, route)


def action_classes() -> Iterator[type[Action]]:
    """Yield every action that the action server would register."""
    for module in MODULES:
        for _, found in inspect.getmembers(module, inspect.isclass):
            ours = issubclass(found, Action) and found.__module__ == module.__name__
            if ours and not inspect.isabstract(found):
                yield found


class Reply:
    """One merged reply."""

    def __init__(self, parts: list[dict[str, Any]]) -> None:
        merged = merge(parts)
        self.text = merged.text
        self.buttons = [button.id for button in merged.buttons]
        self.outcomes = [p["custom"]["outcome"] for p in parts if p.get("custom")]
        self.files = [f for p in parts for f in (p.get("custom") or {}).get("files", ())]


class InProcess(EndpointConfig):
    """An action server without a socket."""

    def __init__(self, context: Context) -> None:
        super().__init__("http://in-process")
        self.executor = ActionExecutor()
        self.called: list[str] = []
        for found in action_classes():
            takes_context = "context" in inspect.signature(found.__init__).parameters
            self.executor.register_action(found(context) if takes_context else found())

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Run an action."""
        self.called.append(kwargs["json"]["next_action"])
        return await self.executor.run(kwargs["json"])


class Rehearsal:
    """Conversations with one model on one day."""

    def __init__(self, model: Path, data: Path, now: datetime) -> None:
        settings = Settings.from_environment({"BOT_DATA": str(data)})
        self.context = make_context(
            settings, lambda: now.replace(tzinfo=SHANGHAI), load_knowledge()
        )
        self.actions = InProcess(self.context)
        self.loop = asyncio.new_event_loop()
        with warnings.catch_warnings():
            # What Rasa and what it stands on say while a model loads is theirs to mend.
            warnings.simplefilter("ignore")
            self.agent = Agent.load(
                str(model),
                action_endpoint=self.actions,
                generator=EndpointConfig(type="bot.dialogue.nlg.KnowledgeGenerator"),
            )

    def say(self, sender: str, text: str, *, group: bool = False) -> Reply:
        """Type a message."""
        return self._send(sender, as_text(text), group)

    def press(self, sender: str, button: str) -> Reply:
        """Press a button."""
        return self._send(sender, payload_of(button), group=False)

    def _send(self, sender: str, text: str, group: bool) -> Reply:
        output = CollectingOutputChannel()
        metadata = {"channel": "test", "group": group}
        message = UserMessage(text, output, sender, input_channel="rest", metadata=metadata)
        self.loop.run_until_complete(self.agent.handle_message(message))
        return Reply(output.messages)

    def slots(self, sender: str) -> dict[str, Any]:
        """Return the slots of a conversation that hold something."""
        store = self.agent.tracker_store
        tracker = self.loop.run_until_complete(store.get_or_create_tracker(sender))
        return {k: v for k, v in tracker.current_slot_values().items() if v is not None}
