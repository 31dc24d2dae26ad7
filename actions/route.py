"""办理向导: the steps that apply to a student, ticked one by one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.checklist import (
    Checklist,
    checklist,
    reported_on_any,
    route_named,
    step_reported,
    wrong_way,
)
from actions.context import Context
from actions.days import Days
from actions.deadlines import (
    LETTER_DATE,
    LETTER_VALIDITY,
    STAMP_DATE,
    Deadlines,
    past_date,
    validity_of,
    validity_slot,
)
from actions.destinations import is_unwritten
from actions.forms import FAILED_TRIES, Form, Slots, Worker
from actions.replies import ActionReply
from actions.turns import LOOKED_BACK, Turn, earlier_messages, turn_of
from bot.calendar import CountedFrom, Duration, letter_deadline, read_validity, receipt_deadline
from bot.knowledge import Button
from bot.knowledge.rendering import MOST_BUTTONS
from bot.knowledge.routes import Step
from bot.nlu.clauses import asks
from bot.nlu.reports import dates_a_stamp

ROUTE, ROUTE_DONE = "route", "route_done"
ROUTE_SLOTS = (ROUTE, ROUTE_DONE)
DONE_LEAD = "done_"
"""Lead of the button value that ticks a step: ``done_print``."""
RESTART = "restart"
"""Button value that asks for the destination anew."""


class RouteGuide:
    """Shows checklists."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._wording = context.wording.route
        self._fill = context.sentences.fill
        self._days = Days(context)
        self._deadlines = Deadlines(context)

    def shown(self, listed: Checklist, slots: Slots) -> ActionReply:
        """Return the checklist with what is next and its date.

        :param slots: of the tracker; the dates that have been told are among them
        """
        lines = [self._fill(self._wording.heading, route=listed.route.title)]
        following = listed.next_step
        for step in listed.steps:
            if step.id in listed.done:
                lines.append(self._fill(self._wording.done, title=step.title))
            elif step is following:
                text = self._fill(step.text)
                lines.append(self._fill(self._wording.current, title=step.title, text=text))
                dated = self._dated(step, slots)
                lines += [dated] if dated else []
            else:
                lines.append(self._fill(self._wording.later, title=step.title))
        if following is None:
            sent = any(step.date == "receipt" for step in listed.steps)
            lines.append(self._wording.finished if sent else self._wording.finished_otherwise)
        elif listed.route.open:
            lines.append(self._fill(listed.route.open))
        if following is not None and len(listed.steps) > 1:
            lines.append(self._wording.hint)
        return ActionReply(
            text="\n".join(lines),
            source=listed.route.source,
            buttons=self._buttons(following),
        )

    def _buttons(self, following: Step | None) -> tuple[Button, ...]:
        restart = Button(f"action/route/{RESTART}", self._wording.restart_button)
        if following is None:
            return (restart,)
        entries = self._context.knowledge.entries
        more = tuple(Button(i, entries[i].title) for i in following.entries[:1])
        done = Button(f"action/route/{DONE_LEAD}{following.id}", self._wording.done_button)
        return (done, *more, restart)

    def _dated(self, step: Step, slots: Slots) -> str:
        wording = self._wording
        if step.date == "print":
            return self._fill(wording.print_dates, days=self._deadlines.upcoming_print_days())
        if step.date == "letter":
            return self._letter_date(slots)
        if step.date == "receipt":
            return self._receipt_date(slots)
        return ""

    def _letter_date(self, slots: Slots) -> str:
        if not slots.get(LETTER_DATE):
            return self._wording.letter_date_missing
        issued = date.fromisoformat(slots[LETTER_DATE])
        validity = validity_of(slots.get(LETTER_VALIDITY))
        counted = letter_deadline(
            issued, validity or self._deadlines.usual_validity, self._context.today
        )
        past = counted.state == "past"
        return self._fill(
            self._wording.letter_date_past if past else self._wording.letter_date,
            last_day=self._days.day(counted.last_safe_day),
            issued=self._days.day(issued),
            validity=self._deadlines.validity_in_words(validity),
        )

    def _receipt_date(self, slots: Slots) -> str:
        if not slots.get(STAMP_DATE):
            return self._wording.receipt_date_missing
        stamped = date.fromisoformat(slots[STAMP_DATE])
        counted = receipt_deadline(stamped, self._deadlines.receipt_period, self._context.today)
        past = counted.state == "past"
        return self._fill(
            self._wording.receipt_date_past if past else self._wording.receipt_date,
            due=self._days.day(counted.due),
            stamped=self._days.day(stamped),
        )


class ValidateRouteForm(Form):
    """Asks where the student goes; a route that was begun is gone on with."""

    action = "route"
    own_slots = (ROUTE,)
    forgets = False

    def reads(self, turn: Turn, slot: str) -> bool:
        """Tell whether a message names a destination, or reports a step of some route."""
        return (self._named(turn) is not None and not asks(turn.text)) or bool(self._reported(turn))

    def extract_route(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Return the destination of a message that is meant for the form, empty if it names none.

        A message that asks for the guide and names none goes on with the route that was begun, or
        takes the destination that was told in an earlier message.
        """
        if not self.heard(tracker, ROUTE):
            return {}
        turn = turn_of(tracker)
        if turn.value == RESTART:
            return {ROUTE: ""}
        begun = tracker.get_slot(ROUTE)
        told = self._told_before(tracker) if self.is_fresh(tracker) else None
        return {ROUTE: self._named(turn) or begun or told or ""}

    def validate_route(
        self, route: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Slots:
        """Take a destination."""
        if route:
            return {ROUTE: route, FAILED_TRIES: None}
        wording = self.context.wording.route
        done = self._reported(turn_of(tracker))
        if done:
            said, slots = noted(self.context, done, tracker)
            dispatcher.utter_message(text=said)
            return {ROUTE: None} | slots
        if is_unwritten(turn_of(tracker).text):
            dispatcher.utter_message(text=self.context.sentences.fill(wording.unwritten))
        elif not self.is_fresh(tracker):
            dispatcher.utter_message(text=wording.unclear)
        return self.failed(tracker, ROUTE)

    def question(self, slot: str) -> ActionReply:
        """Ask with a button for as many destinations as there may be buttons."""
        routes = self.context.knowledge.routes.routes[:MOST_BUTTONS]
        buttons = tuple(Button(f"action/route/{r.id}", r.title) for r in routes)
        return msgspec.structs.replace(super().question(slot), buttons=buttons)

    def _told_before(self, tracker: Tracker) -> str | None:
        routes = self.context.knowledge.routes
        earlier = earlier_messages(tracker)
        named = (route_named(routes, text) for text in itertools.islice(earlier, LOOKED_BACK))
        return next((route.id for route in named if route), None)

    def _reported(self, turn: Turn) -> list[Step]:
        if turn.is_button:
            return []
        return reported_on_any(self.context.knowledge.routes, turn.text)

    def _named(self, turn: Turn) -> str | None:
        routes = self.context.knowledge.routes
        if turn.value is not None:
            return turn.value if turn.value in {r.id for r in routes.routes} else None
        route = route_named(routes, turn.text)
        return route.id if route else None


class RouteAction(Worker):
    """``action_route``."""

    action = "route"
    needs = ((ROUTE,),)

    def work(self, tracker: Tracker) -> tuple[ActionReply, Slots]:
        """Show the checklist, after ticking what the message or its button says is done."""
        turn = turn_of(tracker)
        listed = begun_checklist(self.context, tracker)
        step_id = (turn.value or "").removeprefix(DONE_LEAD)
        if step_id in {step.id for step in listed.steps}:
            listed = listed.ticked(step_id)
        return told(self.context, listed, tracker, turn.text)


def noted(context: Context, done: Sequence[Step], tracker: Tracker) -> tuple[str, Slots]:
    """Return what to say of steps reported before the destination is known, and the slots.

    What comes next is said for most students: those who go elsewhere.

    :param done: see :func:`actions.checklist.reported_on_any`
    :param tracker: holds the steps that were reported earlier
    """
    fill, wording = context.sentences.fill, context.wording.route
    routes = context.knowledge.routes
    said = fill(wording.noted, title=done[0].title)
    listed = checklist(routes, routes.routes[0].id, ())
    following = listed.ticked(done[0].id).next_step if done[0] in listed.steps else None
    if following is not None:
        text = fill(following.text)
        said = f"{said}\n{fill(wording.noted_next, title=following.title, text=text)}"
    kept = (tracker.get_slot(ROUTE_DONE) or {}).get("steps", ())
    steps = [*dict.fromkeys([*kept, *(step.id for step in done)])]
    return said, {ROUTE_DONE: {"route": None, "steps": steps}}


def begun_checklist(context: Context, tracker: Tracker) -> Checklist:
    """Return the checklist of the route in the slots; what was done on another route is left.

    What was reported before the destination was known is ticked, with all before it.
    """
    route = tracker.get_slot(ROUTE)
    kept = tracker.get_slot(ROUTE_DONE) or {"route": route, "steps": ()}
    if kept["route"] == route:
        return checklist(context.knowledge.routes, route, kept["steps"])
    listed = checklist(context.knowledge.routes, route, ())
    if kept["route"] is None:
        for step in listed.steps:
            if step.id in kept["steps"]:
                listed = listed.ticked(step.id)
    return listed


def told(
    context: Context, listed: Checklist, tracker: Tracker, text: str
) -> tuple[ActionReply, Slots]:
    """Return the checklist after a message, and the slots that it changes.

    :param text: may report a step as done, and name the date on the letter or the receipt
    """
    mistaken = wrong_way(listed, text)
    if mistaken is not None:
        wording = context.wording.route
        return ActionReply(text=context.sentences.fill(wording.wrong_way, title=mistaken.title)), {}
    step = step_reported(listed, text)
    if step is None and stamp_told(context, text):
        step = next((s for s in listed.steps if s.date == "letter"), None)
    if step is not None:
        listed = listed.ticked(step.id)
    done = [s.id for s in listed.steps if s.id in listed.done]
    slots: Slots = {ROUTE_DONE: {"route": listed.route.id, "steps": done}}
    following = listed.next_step
    day = day_told(context, following, text) if following else None
    if following is not None and day is not None:
        if following.date == "letter":
            slots[LETTER_DATE] = day.isoformat()
            validity = read_validity(text, context.today)
            if isinstance(validity, Duration):
                slots[LETTER_VALIDITY] = validity_slot(validity)
        else:
            slots[STAMP_DATE] = day.isoformat()
    return RouteGuide(context).shown(listed, tracker.slots | slots), slots


def stamp_told(context: Context, text: str) -> bool:
    """Tell whether a message names the day of the receipt's stamp: then the letter is in hand."""
    return dates_a_stamp(text) and past_date(context, text, "stamp").day is not None


def day_told(context: Context, step: Step, text: str) -> date | None:
    """Return the day that a step's date counts from, if a message tells it and it isn't ahead."""
    dated: dict[str | None, CountedFrom] = {"letter": "letter", "receipt": "stamp"}
    if step.date not in dated:
        return None
    day = past_date(context, text, dated[step.date]).day
    return day if day is not None and day <= context.today else None
