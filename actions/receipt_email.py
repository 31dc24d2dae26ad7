"""The e-mail with which the receipt's photo is sent.

Name and student number are personal. They stand in two slots of the conversation, which ends after
an hour and is kept in memory only; they are cleared when something else is begun. Nothing here
writes to the desk or to a log, and in a group nobody is asked for them.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.forms import FAILED_TRIES, LAST_ACTION, Form, Slots, Worker
from actions.names import (
    LONGEST_NAME,
    SHORTEST_NAME,
    Name,
    amended_name,
    amends_a_name,
    read_name,
    states_a_name,
)
from actions.replies import ActionReply
from actions.student_numbers import Number, read_number
from actions.turns import REQUESTED_SLOT, Turn, turn_of
from bot.channels.shapes import File

NAME, NUMBER = "student_name", "student_number"


def mail_address(recipient: str, subject: str, body: str) -> str:
    """Return a ``mailto:`` address that opens a prepared e-mail (RFC 6068)."""
    text = body.replace("\n", "\r\n")
    return (
        f"mailto:{quote(recipient, safe='@')}"
        f"?subject={quote(subject, safe='')}&body={quote(text, safe='')}"
    )


class ReceiptEmail:
    """Writes the e-mail."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._fill = context.sentences.fill
        self._wording = context.wording.receipt_email

    def written(self, name: str, number: str) -> ActionReply:
        """Return the e-mail, part by part to be copied, and an address that opens it."""
        subject = self._fill(self._wording.subject, name=name, number=number)
        body = self._fill(self._wording.body, name=name, number=number)
        recipient = self._context.knowledge.particulars["receipt_mailbox"].value
        return ActionReply(
            text=self._fill(self._wording.reply, subject=subject, body=body),
            source=self._wording.source,
            files=(File(self._wording.link_title, mail_address(recipient, subject, body)),),
            private=True,
        )

    def name_trouble(self, name: Name) -> str:
        """Return why a name can't be taken."""
        if name.trouble == "length":
            lengths = {"shortest": SHORTEST_NAME, "longest": LONGEST_NAME}
            return self._fill(self._wording.name_length, **lengths)
        if name.trouble == "characters":
            return self._wording.name_characters
        return self._wording.name_missing

    def number_trouble(self, number: Number) -> str:
        """Return why a student number can't be taken."""
        if number.trouble == "phone":
            return self._wording.number_is_phone
        if number.trouble == "identity_card":
            return self._wording.number_is_identity_card
        if number.trouble == "shape":
            return self._fill(self._wording.number_shape, text=number.text)
        if number.trouble == "several":
            return self._context.wording.questions[NUMBER]
        return self._wording.number_missing


class ValidateReceiptEmailForm(Form):
    """Asks for name and student number, in one message or in two, in either order."""

    action = "receipt_email"
    own_slots = (NAME, NUMBER)
    takes_any_words = True

    def reads(self, turn: Turn, slot: str) -> bool:
        """Tell whether a message holds a number or a name."""
        if read_number(turn.text).trouble != "missing":
            return True
        if states_a_name(turn.text):
            return True
        return slot == NAME and read_name(turn.text, asked=True).value is not None

    def needed(self, slots: Slots, turn: Turn, domain_slots: list[str]) -> list[str]:
        """Ask for nothing in a group."""
        return [] if turn.in_group else domain_slots

    def question(self, slot: str) -> ActionReply:
        """Ask; the message that is asked for, or the one before, is personal."""
        return msgspec.structs.replace(super().question(slot), private=True)

    def extract_student_name(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Return the message if a name is to be read from it."""
        heard = self.heard(tracker, NAME)
        told = tracker.get_slot(NAME)
        if not heard or self.is_fresh(tracker) or told is None:
            return heard
        amended = amended_name(told, heard[NAME])
        if amended is not None:
            return {NAME: amended}
        return heard if _gives_a_name(heard[NAME]) else {}

    def extract_student_number(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Return the message if a number is to be read from it; one told before stays."""
        heard = self.heard(tracker, NUMBER)
        asked = tracker.get_slot(REQUESTED_SLOT) == NUMBER or self.is_fresh(tracker)
        return heard if asked or read_number(heard.get(NUMBER, "")).trouble != "missing" else {}

    def validate_student_name(
        self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Take the name, or say what is wrong with it."""
        if text and text != turn_of(tracker).text:
            return {NAME: text, FAILED_TRIES: None}  # the name told before, put right
        requested = tracker.get_slot(REQUESTED_SLOT) == NAME and not self.is_fresh(tracker)
        name = read_name(text, asked=requested)
        if name.value is not None:
            return {NAME: name.value, FAILED_TRIES: None}
        number_instead = read_number(text).trouble != "missing"
        if (requested and not number_instead) or name.trouble != "missing":
            dispatcher.utter_message(text=ReceiptEmail(self.context).name_trouble(name))
            return self.failed(tracker, NAME)
        return {NAME: None}

    def validate_student_number(
        self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Take the number, or say what is wrong with it."""
        number = read_number(text)
        if number.value is not None:
            return {NUMBER: number.value, FAILED_TRIES: None}
        if number.trouble == "several":
            return self.failed(tracker, NUMBER)  # The question that follows says which is meant.
        requested = tracker.get_slot(REQUESTED_SLOT) == NUMBER and not self.is_fresh(tracker)
        of_the_name = _gives_a_name(text) or amends_a_name(text)
        if number.trouble != "missing" or (requested and not of_the_name):
            dispatcher.utter_message(text=ReceiptEmail(self.context).number_trouble(number))
            return self.failed(tracker, NUMBER)
        return {NUMBER: None}


def _gives_a_name(text: str) -> bool:
    return states_a_name(text) or read_name(text, asked=False).value is not None


class ReceiptEmailAction(Worker):
    """``action_receipt_email``."""

    action = "receipt_email"
    private = True
    needs = ((NAME,), (NUMBER,))

    def work(self, tracker: Tracker) -> tuple[ActionReply, Slots]:
        """Write the e-mail; in a group, ask to come to a private chat."""
        if turn_of(tracker).in_group:
            wording = self.context.wording.receipt_email
            kept_nothing = {NAME: None, NUMBER: None, LAST_ACTION: None}
            return ActionReply(text=wording.private_first, private=True), kept_nothing
        name, number = tracker.get_slot(NAME), tracker.get_slot(NUMBER)
        return ReceiptEmail(self.context).written(name, number), {}
