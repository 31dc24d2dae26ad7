"""What goes on between the actions: additions and corrections, 取消, 重新来."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from datetime import date
from typing import Any

import msgspec
from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.checklist import (
    Checklist,
    checklist,
    reported_on_any,
    route_named,
    step_reported,
    wrong_way,
)
from actions.context import Context, house
from actions.days import Days
from actions.deadlines import (
    LETTER_DATE,
    LETTER_UNTIL,
    LETTER_VALIDITY,
    STAMP_DATE,
    Deadlines,
    past_date,
    validity_of,
    validity_slot,
)
from actions.forms import FAILED_TRIES, LAST_ACTION, Slots
from actions.header_check import HEADER_TEXT, HeaderCheck
from actions.headers import named_fields
from actions.names import Name, amended_name, read_name, states_a_name
from actions.receipt_email import NAME, NUMBER, ReceiptEmail
from actions.replies import ActionReply, say
from actions.request_words import has_a_stranger
from actions.route import (
    ROUTE,
    ROUTE_SLOTS,
    begun_checklist,
    day_told,
    noted,
    stamp_told,
    told,
)
from actions.second_questions import (
    amended_day,
    not_before_the_letter,
    second_question,
)
from actions.student_numbers import Number, amended_number, read_number
from actions.turns import REQUESTED_SLOT, turn_of
from bot.calendar import (
    Duration,
    NoDuration,
    Read,
    UnclearDuration,
    read_valid_until,
    read_validity,
)
from bot.knowledge.text import bare
from bot.nlu.clauses import asks
from bot.nlu.decision import UNDECIDED, Decision, intent_of
from bot.nlu.progress import asks_what_is_next, progress_in
from bot.nlu.reports import dates_a_stamp, denied

SLOTS_OF = {
    "letter_deadline": (LETTER_DATE, LETTER_VALIDITY, LETTER_UNTIL),
    "receipt_deadline": (STAMP_DATE,),
    "receipt_email": (NAME, NUMBER),
    "header_check": (HEADER_TEXT,),
    "route": ROUTE_SLOTS,
}
"""Actions with a form → the slots that starting over empties."""
_GOES_ON = re.compile(r"(?:好的?|嗯+|行|那|ok)?[,,。\s]*(?:继续|接着|往下|go on|continue)", re.I)
_PAUSES = re.compile(
    r"(?:我|先|去|再|等我?|让我)(?:先|再|去)*(?:查|看|找|翻|问)(?:一?下|查|看|找|问|到)?[吧哈啊先~。!\s]*$"
    r"|(?<!不)等(?:一?[下会]|等)"
)
_ENDS = re.compile("取消|停|退出|结束|放弃|[不别][^,。\\s]{0,3}了?$")
"""算了 我查下 is a pause, 等会再说,先取消 and 算了不查了 are none."""
_CLOSES = re.compile(
    "(?:那|好吧?|行|嗯|哦)*(?:算了|不问了|没事了?|没有了|没了|先这样|就这样|不用了)+(?:吧|啊|谢谢|谢了)*"
)
"""算了不问了, with nothing going on."""
_OF_THE_LETTER = re.compile("落款|(?:介绍)?信|有效期")


class Between(Action, ABC):  # type: ignore[misc]
    """Base of the actions in this module."""

    def __init__(self, context: Context | None = None) -> None:
        self.context = context or house()

    @property
    @abstractmethod
    def action(self) -> str:
        """Its name, without the lead ``action_``."""

    def name(self) -> str:
        """Return the action's name in ``domain.yml``."""
        return f"action_{self.action}"


class TakeUp(Between):
    """``action_take_up``: a date, a number, a step done that belongs to what was going on.

    When nothing was, the message is read again as what the answer gate made of it.
    """

    action = "take_up"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Add to the route or correct the last action, or let the message be read again."""
        text = turn_of(tracker).text
        taken = (
            self._by_route(tracker, text)
            or self._by_last_action(tracker, text)
            or self._by_itself(tracker, text)
        )
        if taken is None:
            return [*self._kept(tracker, text), *read_again(tracker)]
        return _said(dispatcher, *taken)

    def tick(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
        """Show the checklist with what a statement says is done; None when it says nothing so."""
        text = turn_of(tracker).text
        taken = None if asks(text) else self._by_route(tracker, text)
        return None if taken is None else _said(dispatcher, *taken)

    def _by_route(self, tracker: Tracker, text: str) -> tuple[ActionReply, Slots] | None:
        if not tracker.get_slot(ROUTE):
            return None
        listed = begun_checklist(self.context, tracker)
        following = listed.next_step
        tells_a_date = following is not None and (
            day_told(self.context, following, text) is not None
            or (following.date == "letter" and stamp_told(self.context, text))
        )
        tells_a_date = tells_a_date and tracker.get_slot(LAST_ACTION) == "route"
        reports = step_reported(listed, text) or wrong_way(listed, text)
        if reports is None and not tells_a_date:
            return self._shown(tracker, listed, text) or self._by_destination(tracker, text)
        reply, slots = told(self.context, listed, tracker, text)
        return reply, {LAST_ACTION: "route"} | slots

    def _shown(
        self, tracker: Tracker, listed: Checklist, text: str
    ) -> tuple[ActionReply, Slots] | None:
        """Show the list to who takes a step back, says it isn't done, or asks what is next."""
        step = None if turn_of(tracker).asks_a_question else denied(listed.steps, text)
        wanted = step is not None or asks_what_is_next(text)
        if step is not None and step.id in listed.done:
            listed = listed.unticked(step.id)
        elif tracker.get_slot(LAST_ACTION) != "route" or not wanted:
            return None
        reply, slots = told(self.context, listed, tracker, "")
        return reply, {LAST_ACTION: "route"} | slots

    def _by_destination(self, tracker: Tracker, text: str) -> tuple[ActionReply, Slots] | None:
        """Begin another checklist when the student, shown one, says to go elsewhere."""
        routes = self.context.knowledge.routes
        route = route_named(routes, text)
        if tracker.get_slot(LAST_ACTION) != "route" or route is None or asks(text):
            return None
        reply, slots = told(self.context, checklist(routes, route.id, ()), tracker, text)
        return reply, {LAST_ACTION: "route", ROUTE: route.id} | slots

    def _by_last_action(self, tracker: Tracker, text: str) -> tuple[ActionReply, Slots] | None:
        last = tracker.get_slot(LAST_ACTION)
        again = second_question(self.context, tracker, text)
        if again is not None:
            return again, {}
        if last == "letter_deadline" and not dates_a_stamp(text):
            return self._letter(tracker, text)
        if last in ("letter_deadline", "receipt_deadline"):
            return self._receipt(tracker, text)
        if last == "receipt_email":
            return self._email(tracker, text)
        if last == "header_check" and named_fields(text):
            return HeaderCheck(self.context).checked(text), {HEADER_TEXT: text}
        return None

    def _by_itself(self, tracker: Tracker, text: str) -> tuple[ActionReply, Slots] | None:
        """Count from a date that says whose it is (落款是6月22), whatever was going on."""
        if asks(text):
            return None
        if dates_a_stamp(text):
            taken, action = self._receipt(tracker, text), "receipt_deadline"
        elif _OF_THE_LETTER.search(text):
            taken, action = self._letter(tracker, text), "letter_deadline"
        else:
            return self._progress(tracker, text)
        return None if taken is None else (taken[0], {LAST_ACTION: action} | taken[1])

    def _kept(self, tracker: Tracker, text: str) -> list[EventType]:
        """Keep a step that is all a message tells; the gate answers with what comes next."""
        if progress_in(text) is None or tracker.get_slot(ROUTE):
            return []
        done = reported_on_any(self.context.knowledge.routes, text)
        slots = noted(self.context, done, tracker)[1] if done else {}
        return [SlotSet(slot, value) for slot, value in slots.items()]

    def _progress(self, tracker: Tracker, text: str) -> tuple[ActionReply, Slots] | None:
        """Note a step reported without a route, where the gate has no answer to it."""
        decision = turn_of(tracker).decision
        undecided = decision is not None and decision.outcome in UNDECIDED
        done = reported_on_any(self.context.knowledge.routes, text) if undecided else []
        if not done or tracker.get_slot(ROUTE):
            return None
        said, slots = noted(self.context, done, tracker)
        return ActionReply(text=f"{said}\n{self.context.wording.route.noted_hint}"), slots

    def _letter(self, tracker: Tracker, text: str) -> tuple[ActionReply, Slots] | None:
        deadlines = Deadlines(self.context)
        until = read_valid_until(text, self.context.today)
        if isinstance(until, Read):
            return deadlines.letter_until(until.date), {LETTER_UNTIL: until.date.isoformat()}
        amended = amended_day(self.context, tracker, text, "letter", day_in(tracker, LETTER_DATE))
        validity = NoDuration() if amended else read_validity(text, self.context.today)
        if isinstance(validity, UnclearDuration):
            return ActionReply(text=Days(self.context).duration_trouble(validity)), {}
        told = amended or past_date(self.context, text, "letter")
        if told.day is None and not told.absent:
            return ActionReply(text=told.said or ""), {}
        issued = told.day.isoformat() if told.day else tracker.get_slot(LETTER_DATE)
        given = isinstance(validity, Duration)
        if issued is None or (told.absent and not given):
            return None
        kept = tracker.get_slot(LETTER_VALIDITY)
        kept = validity_slot(validity) if isinstance(validity, Duration) else kept
        reply = deadlines.letter(date.fromisoformat(issued), validity_of(kept))
        slots = {LETTER_DATE: issued, LETTER_VALIDITY: kept, LETTER_UNTIL: None}
        return led_by(told.said if told.day else None, reply), slots

    def _receipt(self, tracker: Tracker, text: str) -> tuple[ActionReply, Slots] | None:
        amended = amended_day(self.context, tracker, text, "stamp", day_in(tracker, STAMP_DATE))
        told = amended or past_date(self.context, text, "stamp")
        if told.absent:
            return None
        if told.day is None:
            return ActionReply(text=told.said or ""), {}
        stamped = not_before_the_letter(told.day, tracker)
        reply = Deadlines(self.context).receipt(stamped)
        said = told.said if stamped == told.day else None
        return led_by(said, reply), {STAMP_DATE: stamped.isoformat()}

    def _email(self, tracker: Tracker, text: str) -> tuple[ActionReply, Slots] | None:
        name, number = tracker.get_slot(NAME), tracker.get_slot(NUMBER)
        if turn_of(tracker).in_group or not (name and number):
            return None
        email = ReceiptEmail(self.context)
        new_number, new_name = read_number(text), read_name(text, asked=False)
        amended = amended_name(name, text), amended_number(number, text)
        if amended[0] is not None:
            new_name = Name(amended[0])
        if amended[1] is not None and new_number.value is None:
            new_number = Number(amended[1])
        if new_number.value is None and new_number.trouble != "missing":
            return ActionReply(text=email.number_trouble(new_number), private=True), {}
        if new_name.value is None and states_a_name(text):
            return ActionReply(text=email.name_trouble(new_name), private=True), {}
        if new_number.value is None and new_name.value is None:
            return None
        if new_name.value is None and has_a_stranger(text):
            # Perhaps the name of somebody else: no mail with this number and the old name.
            return ActionReply(text=email.name_trouble(new_name), private=True), {
                NUMBER: new_number.value
            }
        slots = {NAME: new_name.value or name, NUMBER: new_number.value or number}
        return email.written(slots[NAME], slots[NUMBER]), slots


class Cancel(Between):
    """``action_cancel``: ends a form, and forgets what it asked for."""

    action = "cancel"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """End the form or the guide; without either, let the message be read again.

        A step that is reported done ends nothing (我已经问到抬头了), nor does a question or what
        the knowledge base has a reply to (那我自己签了行吧 · 算了我还是先留学校吧).
        """
        ticked = TakeUp(self.context).tick(dispatcher, tracker)
        if ticked is not None:
            return ticked
        turn, form = turn_of(tracker), active_form(tracker)
        if form and _GOES_ON.match(turn.text):
            return [FollowupAction(form)]
        if form and _PAUSES.search(turn.text) and not _ENDS.search(turn.text):
            dispatcher.utter_message(
                text=self.context.wording.paused, json_message={"outcome": "action"}
            )
            return []
        going_on = action_going_on(tracker)
        if going_on is None and _CLOSES.fullmatch(bare(turn.text)):
            dispatcher.utter_message(
                text=self.context.wording.closed, json_message={"outcome": "action"}
            )
            return []
        if going_on is None or turn.is_understood or asks(turn.text):
            return read_again(tracker)
        dispatcher.utter_message(
            text=self.context.wording.cancelled, json_message={"outcome": "action"}
        )
        return ended(going_on)


class Crisis(Between):
    """``action_crisis``: looks after somebody who may harm themselves; no form asks on."""

    action = "crisis"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say where help is, and end what was going on."""
        dispatcher.utter_message(
            text=self.context.wording.crisis, json_message={"outcome": "crisis"}
        )
        return ended(action_going_on(tracker))


class StartOver(Between):
    """``action_start_over``: begins the form that is going on, or was last, anew."""

    action = "start_over"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Empty the slots and go to the form."""
        going_on = action_going_on(tracker)
        if going_on is None:
            return read_again(tracker)
        return [ActiveLoop(None), *forgotten(going_on), FollowupAction(f"{going_on}_form")]


def _said(dispatcher: CollectingDispatcher, reply: ActionReply, slots: Slots) -> list[EventType]:
    """Say a reply and return the events that remember its slots."""
    say(dispatcher, reply)
    return [SlotSet(slot, value) for slot, value in slots.items()]


def day_in(tracker: Tracker, slot: str) -> date | None:
    """Return the day that a slot holds, if it holds one."""
    kept = tracker.get_slot(slot)
    return date.fromisoformat(kept) if kept else None


def led_by(said: str | None, reply: ActionReply) -> ActionReply:
    """Return a reply with a sentence before it, if there is one."""
    return msgspec.structs.replace(reply, text=f"{said}\n{reply.text}") if said else reply


def active_form(tracker: Tracker) -> str | None:
    """Return the name of the form that asks, if one does."""
    name: str | None = (tracker.active_loop or {}).get("name")
    return name


def action_going_on(tracker: Tracker) -> str | None:
    """Return the action whose form is active, or else the last one that has a form."""
    form = active_form(tracker)
    action = form.removesuffix("_form") if form else tracker.get_slot(LAST_ACTION)
    return action if action in SLOTS_OF else None


def forgotten(action: str) -> list[EventType]:
    """Return the events that forget what an action collected."""
    return [SlotSet(slot, None) for slot in (*SLOTS_OF[action], FAILED_TRIES, LAST_ACTION)]


def ended(action: str | None) -> list[EventType]:
    """Return the events that end a form, and forget what the action collected."""
    events = [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
    return events + (forgotten(action) if action else [])


def read_again(tracker: Tracker) -> list[EventType]:
    """Return events by which Rasa goes on with the latest message as the answer gate decided."""
    message = dict(tracker.latest_message)
    decision = message.get("decision")
    message["intent"] = {
        "name": _decided(decision) if decision else "nlu_fallback",
        "confidence": decision["confidence"] if decision else 0.0,
    }
    said = next(event for event in reversed(tracker.events) if event["event"] == "user")
    again = {
        "event": "user",
        "timestamp": None,
        "text": message.get("text"),
        "parse_data": message,
        "metadata": said.get("metadata"),
        "input_channel": said.get("input_channel"),
        "message_id": None,
    }
    return [ActionExecuted("action_listen"), again]


def _decided(decision: dict[str, Any]) -> str:
    return intent_of(msgspec.convert(decision, Decision))
