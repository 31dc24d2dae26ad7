"""Looks at the header and the branch name that a student was given."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.forms import FAILED_TRIES, Form, Slots, Worker
from actions.headers import is_unmistakable, judge, misprinted, misspelt, named_fields, refuses
from actions.replies import ActionReply
from actions.turns import REQUESTED_SLOT, Turn, turn_of
from bot.nlu.clauses import asks

HEADER_TEXT = "header_text"
MOST_NAMES = 3


class HeaderCheck:
    """Says what names look like; never suggests one."""

    def __init__(self, context: Context) -> None:
        self._fill = context.sentences.fill
        self._wording = context.wording.header_check

    def checked(self, text: str) -> ActionReply:
        """Return what the names in a message look like, and which field takes which."""
        said: list[str] = []
        verdicts = [judge(named) for named in named_fields(text)[:MOST_NAMES]]
        for verdict in verdicts:
            said.append(self._fill(getattr(self._wording, verdict.form), text=verdict.text))
            if verdict.without_party:
                said.append(self._wording.header_without_party)
        several = sum(verdict.form.startswith("header") for verdict in verdicts) > 1
        if several or misprinted(text):
            said.append(self._fill(self._wording.several_headers))
        if misspelt(text):
            said.append(self._wording.misspelt)
        said.append(self._wording.receiver_rules)
        return ActionReply(text="\n".join(said), source=self._wording.source)


class ValidateHeaderCheckForm(Form):
    """Asks for the header or branch name."""

    action = "header_check"
    own_slots = (HEADER_TEXT,)
    takes_any_words = True

    def reads(self, turn: Turn, slot: str) -> bool:
        """Tell whether a message holds a name; beside a question, an unmistakable one."""
        names = named_fields(turn.text)
        return bool(names) and (not asks(turn.text) or any(map(is_unmistakable, names)))

    def needed(self, slots: Slots, turn: Turn, domain_slots: list[str]) -> list[str]:
        """Return nothing more to ask when the student, asked for a name, would rather leave it."""
        asked = slots.get(REQUESTED_SLOT) == HEADER_TEXT and not slots.get(HEADER_TEXT)
        return [] if asked and left(turn) else domain_slots

    def extract_header_text(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Return the message if it is meant for the form."""
        return self.heard(tracker, HEADER_TEXT)

    def validate_header_text(
        self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Take a message that holds a name."""
        if named_fields(text):
            return {HEADER_TEXT: text, FAILED_TRIES: None}
        if left(turn_of(tracker)):
            return {HEADER_TEXT: None}
        if not self.is_fresh(tracker):
            dispatcher.utter_message(text=self.context.wording.header_check.nothing_given)
        return self.failed(tracker, HEADER_TEXT)


class HeaderCheckAction(Worker):
    """``action_header_check``."""

    action = "header_check"

    def work(self, tracker: Tracker) -> tuple[ActionReply, Slots]:
        """Check the names in the slot; without one, the student left it."""
        text = tracker.get_slot(HEADER_TEXT)
        if not text:
            return ActionReply(text=self.context.wording.cancelled), {}
        return HeaderCheck(self.context).checked(text), {}


def left(turn: Turn) -> bool:
    """Tell whether a message, instead of a name, says that the check isn't wanted any more."""
    return refuses(turn.text) and not named_fields(turn.text)
