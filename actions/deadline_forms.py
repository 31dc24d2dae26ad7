"""Forms and actions for dates: until when a letter is good, when the receipt is due, print days."""

from __future__ import annotations

import re
from abc import abstractmethod
from datetime import date
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.days import Days
from actions.deadlines import (
    LETTER_DATE,
    LETTER_UNTIL,
    LETTER_VALIDITY,
    STAMP_DATE,
    Deadlines,
    PastDate,
    past_date,
    validity_slot,
)
from actions.forms import FAILED_TRIES, LAST_ACTION, Form, Slots, Worker
from actions.replies import ActionReply
from actions.second_questions import (
    ANOTHER,
    amended_day,
    counted_deadline,
    in_time,
    second_question,
    validity_told_before,
)
from actions.turns import Turn, turn_of
from bot.calendar import (
    Absent,
    CountedFrom,
    Duration,
    NoDuration,
    Read,
    UnclearDuration,
    read_counted_date,
    read_date,
    read_valid_until,
    read_validity,
)

_BOTH = re.compile("分别|各[是自]|两个|都|以及|还有|[和跟与](?:介绍信|信|回执)")
"""Asks for both deadlines in one message."""
_NAMES: dict[CountedFrom, re.Pattern[str]] = {
    "letter": re.compile("信"),
    "stamp": re.compile("回执|章"),
}
_ARRIVES = re.compile("入职|报[到道]|去单位|上班")
_OTHER_TIME = re.compile("上午|早上|早晨|一大早|清早|中午|晚上")
_NOW = re.compile("现在|这会儿|这就去|立马|马上|立刻")
"""Who names no day and says one of these asks about today."""


def asks_for_both(text: str, counted_from: CountedFrom) -> bool:
    """Tell whether a message asks for the other deadline, too, which is counted from this."""
    return _NAMES[counted_from].search(text) is not None and _BOTH.search(text) is not None


def joined(first: ActionReply, second: ActionReply) -> ActionReply:
    """Return two replies as one."""
    sources = dict.fromkeys(s for s in (first.source, second.source) if s)
    return ActionReply(
        text=f"{first.text.strip()}\n\n{second.text.strip()}",
        source="、".join(sources) or None,
        files=first.files + second.files,
    )


class DateForm(Form):
    """A form whose one question is a date in the past: the letter's or the stamp's."""

    counted_from: ClassVar[CountedFrom]
    """Whose date it is."""

    @property
    @abstractmethod
    def slot(self) -> str:
        """The slot with the date."""

    def reads(self, turn: Turn, slot: str) -> bool:
        """Tell whether a message names a date or a letter's validity."""
        today = self.context.today
        return not (
            isinstance(read_counted_date(turn.text, today, self.counted_from).reading, Absent)
            and isinstance(read_valid_until(turn.text, today), Absent)
            and isinstance(read_validity(turn.text, today), NoDuration)
        )

    def goes_on(self, tracker: Tracker) -> bool:
        """Keep what was counted, too."""
        return self._says_again(tracker) or super().goes_on(tracker)

    def heard(self, tracker: Tracker, slot: str) -> Slots:
        """Return nothing for a message by which what was counted is only asked for once more."""
        return {} if self._says_again(tracker) else super().heard(tracker, slot)

    def _says_again(self, tracker: Tracker) -> bool:
        if tracker.get_slot(LAST_ACTION) != self.action:
            return False
        turn = turn_of(tracker)
        if second_question(self.context, tracker, turn.text) is not None:
            return True
        return not self.reads(turn, self.slot) and not ANOTHER.search(turn.text)

    def known(self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots | None:
        """Return the slots where the date was told before, all or its month; None elsewhere."""
        if self._says_again(tracker):
            return {self.slot: text, FAILED_TRIES: None}
        amended = amended_day(self.context, tracker, text, self.counted_from)
        return None if amended is None else self.taken(amended, dispatcher, tracker)

    def read_past(
        self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker, *, quiet: bool
    ) -> Slots:
        """Return the slots after a message that should hold a date, and say what is wrong with it.

        :param quiet: a missing date is no trouble yet
        """
        told = past_date(self.context, text, self.counted_from)
        if told.absent and quiet:
            return self.failed(tracker, self.slot)
        return self.taken(told, dispatcher, tracker)

    def taken(self, told: PastDate, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """Return the slots after a date was read, and say what is to be said of it."""
        if told.said:
            dispatcher.utter_message(text=told.said)
        if told.day is None:
            return self.failed(tracker, self.slot)
        return {self.slot: told.day.isoformat(), FAILED_TRIES: None}


class ValidateLetterDeadlineForm(DateForm):
    """Asks for the letter's date; takes its validity where it is given."""

    action = "letter_deadline"
    slot = LETTER_DATE
    counted_from = "letter"
    own_slots = (LETTER_DATE, LETTER_VALIDITY, LETTER_UNTIL)

    def needed(self, slots: Slots, turn: Turn, domain_slots: list[str]) -> list[str]:
        """A letter that names its last day needs no date to count from."""
        return [] if slots.get(LETTER_UNTIL) else domain_slots

    def extract_letter_date(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Return the message if it is meant for the form."""
        return self.heard(tracker, LETTER_DATE)

    def validate_letter_date(
        self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Read date and validity."""
        known = self.known(text, dispatcher, tracker)
        if known is not None:
            return known
        until = read_valid_until(text, self.context.today)
        if isinstance(until, Read):
            return {LETTER_DATE: None, LETTER_UNTIL: until.date.isoformat(), FAILED_TRIES: None}
        validity = read_validity(text, self.context.today)
        if isinstance(validity, NoDuration) and self.is_fresh(tracker):
            validity = validity_told_before(self.context, tracker) or validity
        if isinstance(validity, UnclearDuration):
            dispatcher.utter_message(text=Days(self.context).duration_trouble(validity))
            return self.failed(tracker, LETTER_DATE)
        given = {}
        if isinstance(validity, Duration):
            given = {LETTER_VALIDITY: validity_slot(validity)}
        if given and past_date(self.context, text, self.counted_from).absent:
            return given | {LETTER_DATE: None}
        quiet = self.is_fresh(tracker)
        return given | self.read_past(text, dispatcher, tracker, quiet=quiet)


class ValidateReceiptDeadlineForm(DateForm):
    """Asks for the date on the receipt."""

    action = "receipt_deadline"
    slot = STAMP_DATE
    counted_from = "stamp"
    own_slots = (STAMP_DATE,)

    def extract_stamp_date(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Return the message if it is meant for the form."""
        return self.heard(tracker, STAMP_DATE)

    def validate_stamp_date(
        self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Read the date."""
        known = self.known(text, dispatcher, tracker)
        if known is not None:
            return known
        return self.read_past(text, dispatcher, tracker, quiet=self.is_fresh(tracker))


class DeadlineWorker(Worker):
    """Says a deadline, or what a second question asks of the one that was counted."""

    def work(self, tracker: Tracker) -> tuple[ActionReply, Slots]:
        """Answer the second question, if it is one; else count."""
        text = turn_of(tracker).text
        if tracker.get_slot(LAST_ACTION) == self.action:
            again = second_question(self.context, tracker, text)
            if again is not None:
                return again, {}
        return self.count(tracker, text)

    @abstractmethod
    def count(self, tracker: Tracker, text: str) -> tuple[ActionReply, Slots]:
        """Count from the slots, and from the other date where both deadlines are asked for."""


class LetterDeadlineAction(DeadlineWorker):
    """``action_letter_deadline``."""

    action = "letter_deadline"
    needs = ((LETTER_DATE, LETTER_UNTIL),)

    def count(self, tracker: Tracker, text: str) -> tuple[ActionReply, Slots]:
        """Count from the letter's date, or take the last day that it names."""
        reply = counted_deadline(self.context, tracker, "letter").reply
        if tracker.get_slot(LETTER_UNTIL) or not asks_for_both(text, "stamp"):
            return reply, {}
        stamped = past_date(self.context, text, "stamp").day
        if stamped is None or stamped.isoformat() == tracker.get_slot(LETTER_DATE):
            return reply, {}
        receipt = Deadlines(self.context).receipt(stamped)
        return joined(reply, receipt), {STAMP_DATE: stamped.isoformat()}


class ReceiptDeadlineAction(DeadlineWorker):
    """``action_receipt_deadline``."""

    action = "receipt_deadline"
    needs = ((STAMP_DATE,),)

    def count(self, tracker: Tracker, text: str) -> tuple[ActionReply, Slots]:
        """Count from the stamp; the letter's date is kept where it is told beside it."""
        reply = counted_deadline(self.context, tracker, "receipt").reply
        stamped = date.fromisoformat(tracker.get_slot(STAMP_DATE))
        issued = past_date(self.context, text, "letter").day
        if issued is None or issued == stamped:
            return reply, {}
        slots = {LETTER_DATE: issued.isoformat()}
        if asks_for_both(text, "letter"):
            return joined(Deadlines(self.context).letter(issued, None), reply), slots
        return reply, {} if tracker.get_slot(LETTER_DATE) or issued > stamped else slots


class PrintDaysAction(Worker):
    """``action_print_days``: needs no form."""

    action = "print_days"

    def work(self, tracker: Tracker) -> tuple[ActionReply, Slots]:
        """Read the day that was asked for, if any.

        After a deadline was counted, 12月15号去行吗 asks whether that is in time; so does 上周打的
        信,九月才报到,来得及吗.
        """
        turn = turn_of(tracker)
        timely = in_time(self.context, tracker, turn.text)
        if timely is not None:
            return timely, {LAST_ACTION: tracker.get_slot(LAST_ACTION)}
        arrives = _ARRIVES.search(turn.text) is not None
        issued = past_date(self.context, turn.text, "letter").day if arrives else None
        if issued is not None:
            reply = Deadlines(self.context).letter(issued, None)
            return reply, {LETTER_DATE: issued.isoformat(), LAST_ACTION: "letter_deadline"}
        asked = read_date(turn.text, self.context.today, "future")
        if isinstance(asked, Absent) and _NOW.search(turn.text):
            asked = Read(date=self.context.today, how="day_word", text=turn.text)
        time = None if "下午" in turn.text else _OTHER_TIME.search(turn.text)
        return Deadlines(self.context).print_days(asked, time[0] if time else None), {}
