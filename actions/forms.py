"""What the forms share: which messages are theirs, and giving up after three failed tries."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, house
from actions.replies import PRIVATE, ActionReply, say
from actions.turns import REQUESTED_SLOT, Turn, comes_back, turn_of, turns_beside
from bot.desk import DeskError

logger = logging.getLogger(__name__)
FAILED_TRIES = "failed_tries"
LAST_ACTION = "last_action"
"""Slot with the action that a correction or an addition belongs to."""
MOST_TRIES = 3
MOST_BESIDE = 3
"""Messages in a row that were a matter of their own, after which a form asks no more."""
Slots = dict[str, Any]


class Form(FormValidationAction, ABC):  # type: ignore[misc]
    """Validation of a form that reads its slots from what the student types."""

    own_slots: ClassVar[tuple[str, ...]]
    """All slots that belong to it, the required ones and others."""
    forgets: ClassVar[bool] = True
    """Whether it begins anew when it is asked for once more."""
    takes_any_words: ClassVar[bool] = False
    """Whether what it asks for may look like anything: the name of a person or an organisation."""

    def __init__(self, context: Context | None = None) -> None:
        self.context = context or house()

    @property
    @abstractmethod
    def action(self) -> str:
        """The action that the form collects for."""

    def name(self) -> str:
        """Return the name that Rasa looks for: ``validate_<form>``."""
        return f"validate_{self.action}_form"

    @abstractmethod
    def reads(self, turn: Turn, slot: str) -> bool:
        """Tell whether a value for ``slot`` can be read from a message."""

    def needed(self, slots: Slots, turn: Turn, domain_slots: list[str]) -> list[str]:
        """Return the slots to ask for; a form may need fewer than the domain lists."""
        return domain_slots

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[str]:
        """Return what still has to be asked: nothing more after three failed tries."""
        if (tracker.get_slot(FAILED_TRIES) or 0) >= MOST_TRIES:
            return []
        return self.needed(tracker.slots, turn_of(tracker), domain_slots)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Forget what an earlier run of the form left, then extract and validate."""
        forgotten: list[EventType] = []
        if self.is_fresh(tracker):
            slots = self.own_slots if self.forgets and not self.goes_on(tracker) else ()
            forgotten = [SlotSet(slot, None) for slot in (*slots, FAILED_TRIES)]
            tracker.slots.update({event["name"]: None for event in forgotten})
        events: list[EventType] = forgotten + await super().run(dispatcher, tracker, domain)
        back = comes_back(tracker, self.form_name())
        if back and self._is_left(tracker):
            return [*events, ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
        if events or back:
            await self._ask(dispatcher, tracker, domain)
        return events

    def _is_left(self, tracker: Tracker) -> bool:
        """Tell whether the student talks of other things and the form should no longer ask."""
        slots = {*self.own_slots, FAILED_TRIES}
        return turns_beside(tracker, self.form_name(), slots) >= MOST_BESIDE

    async def _ask(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> None:
        """Ask for the first slot that is missing."""
        slots = self.domain_slots(domain)
        for slot in await self.required_slots(slots, dispatcher, tracker, domain):
            if tracker.slots.get(slot) is None:
                say(dispatcher, self.question(slot))
                return

    def question(self, slot: str) -> ActionReply:
        """Return what is asked for a slot."""
        return ActionReply(text=self.context.sentences.fill(self.context.wording.questions[slot]))

    def goes_on(self, tracker: Tracker) -> bool:
        """Tell whether a form that is asked for once more keeps what it was told.

        It does while it still asks (有效期30天 · 信是6月10号开的,最晚哪天要去).
        """
        return tracker.get_slot(REQUESTED_SLOT) in self.own_slots

    def is_fresh(self, tracker: Tracker) -> bool:
        """Tell whether the form begins: just activated, or asked for once more."""
        if comes_back(tracker, self.form_name()):
            return False
        requested = tracker.get_slot(REQUESTED_SLOT)
        return requested not in self.own_slots or turn_of(tracker).request == self.action

    def heard(self, tracker: Tracker, slot: str) -> Slots:
        """Return the message for a slot, or nothing when it isn't meant for this form.

        Nothing for a required slot makes Rasa reject the form, answer the message by its rules and
        come back to the form.
        """
        if comes_back(tracker, self.form_name()):
            return {}
        turn = turn_of(tracker)
        if self.is_fresh(tracker):
            return {slot: turn.text}
        if turn.is_button or turn.request not in (None, "inform", self.action):
            return {}
        requested = tracker.get_slot(REQUESTED_SLOT)
        if turn.says_nothing:
            return {slot: ""}  # a failed try, not even a strange name
        if not self.reads(turn, requested) and self._is_beside(turn):
            return {}
        return {slot: turn.text}

    def _is_beside(self, turn: Turn) -> bool:
        """Tell whether a message is a matter of its own (表给书记了 while a date is asked for)."""
        return turn.asks_something_else or (turn.is_understood and not self.takes_any_words)

    def failed(self, tracker: Tracker, slot: str) -> Slots:
        """Return the slots after a message without a value: one more try, if it was asked for."""
        if self.is_fresh(tracker) or tracker.get_slot(REQUESTED_SLOT) != slot:
            return {slot: None}
        return {slot: None, FAILED_TRIES: (tracker.get_slot(FAILED_TRIES) or 0) + 1}


class Worker(Action, ABC):  # type: ignore[misc]
    """An action that does the work once a form has what it needs."""

    private: ClassVar[bool] = False
    """Whether what it works with may not be stored beyond the session."""
    needs: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Slots that its form fills: one of each group. Where one is empty, the student left it."""

    def __init__(self, context: Context | None = None) -> None:
        self.context = context or house()

    @property
    @abstractmethod
    def action(self) -> str:
        """Its name, without the lead ``action_``."""

    def name(self) -> str:
        """Return the action's name in ``domain.yml``."""
        return f"action_{self.action}"

    @abstractmethod
    def work(self, tracker: Tracker) -> tuple[ActionReply, Slots]:
        """Return what to say and the slots to set."""

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Do the work, or hand over after three failed tries."""
        if (tracker.get_slot(FAILED_TRIES) or 0) >= MOST_TRIES:
            return self._give_up(dispatcher, tracker)
        given = (any(map(tracker.get_slot, group)) for group in self.needs)
        if not all(given) and not (self.private and turn_of(tracker).in_group):
            return []
        reply, slots = self.work(tracker)
        say(dispatcher, reply)
        return [
            SlotSet(slot, value) for slot, value in ({LAST_ACTION: self.action} | slots).items()
        ]

    def _give_up(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Tell the counselors what was wanted, in words of our own: nothing that was typed."""
        wording, fill = self.context.wording, self.context.sentences.fill
        question = fill(wording.given_up_question, action=wording.action_titles[self.action])
        try:
            number = self.context.desk.questions.add(
                question,
                session=tracker.sender_id,
                channel=channel_of(tracker),
                origin="requested",
            )
        except DeskError:
            logger.exception("question not handed over")
            dispatcher.utter_message(text=fill(wording.given_up_failed))
        else:
            dispatcher.utter_message(
                text=fill(wording.given_up, question_number=number),
                json_message={
                    "outcome": "hand_over",
                    "question_number": number,
                    PRIVATE: self.private,
                },
            )
        return [SlotSet(FAILED_TRIES, None), SlotSet(LAST_ACTION, None)]


def channel_of(tracker: Tracker) -> str:
    """Return the channel of the latest message."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return str((event.get("metadata") or {}).get("channel", "rest"))
    return "rest"
