"""The shape of ``kb/dialogue.yml``: what the actions say, one record a family.

Every sentence is a template. It may name particulars of ``kb/college.yml`` and, beside them, only
what its field says that the action fills in; ``make check`` compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, get_type_hints

import msgspec
from msgspec import Meta

Plain = Annotated[str, Meta(min_length=1, extra={"fills": ()})]
"""A sentence into which only particulars are filled."""


class _Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of the families' sentences: an unknown field is an error, not ignored."""


class DateTrouble(_Wording, frozen=True, kw_only=True):
    """Why a date can't be counted from, said before it is asked for again."""

    none: Plain
    """The message holds no date."""
    day_of_month: Annotated[str, Meta(extra={"fills": ("month", "day", "last")})]
    """6月31日: ``{month}``, ``{day}`` and the month's last day ``{last}``."""
    leap_day: Annotated[str, Meta(extra={"fills": ("year",)})]
    impossible: Annotated[str, Meta(extra={"fills": ("text",)})]
    """Any other date that doesn't exist."""
    which: Annotated[str, Meta(extra={"fills": ("text", "candidates")})]
    """More than one date is possible: ``{candidates}`` joined by ``joiner``."""
    joiner: Plain
    day_missing: Annotated[str, Meta(extra={"fills": ("text",)})]
    vague: Annotated[str, Meta(extra={"fills": ("text",)})]
    lunar: Annotated[str, Meta(extra={"fills": ("text",)})]
    not_yet: Annotated[str, Meta(extra={"fills": ("day",)})]
    """A letter's or a stamp's date that is still to come."""
    not_yet_or_last_year: Annotated[str, Meta(extra={"fills": ("day", "past")})]
    """As ``not_yet``, when a day of the year before may be meant."""
    too_far: Annotated[str, Meta(extra={"fills": ("day",)})]
    """So long ago, or counted so far, that no calendar helps."""


class ValidityTrouble(_Wording, frozen=True, kw_only=True):
    """Why a letter's validity can't be counted with; the usual one is not put in its place."""

    out_of_range: Annotated[str, Meta(extra={"fills": ("text",)})]
    unclear: Annotated[str, Meta(extra={"fills": ("text",)})]
    working_days: Annotated[str, Meta(extra={"fills": ("text",)})]


LetterFills = Meta(
    extra={"fills": ("last_day", "left", "issued", "validity", "wider_day", "days_over")}
)


class LetterDeadlineWording(_Wording, frozen=True, kw_only=True):
    """Until when a letter is good."""

    source: Plain
    fine: Annotated[str, LetterFills]
    soon: Annotated[str, LetterFills]
    """Seven days or fewer are left."""
    past: Annotated[str, LetterFills]
    usual_validity: Plain
    """How ``{validity}`` is said when the student gave none."""
    given_validity: Annotated[str, Meta(extra={"fills": ("validity",)})]
    until_day: Annotated[str, Meta(extra={"fills": ("last_day", "left")})]
    """The letter itself names its last day."""
    until_day_past: Annotated[str, Meta(extra={"fills": ("last_day", "days_over")})]
    in_time: Annotated[str, Meta(extra={"fills": ("day", "last_day")})]
    """A day was asked about (12月15号去行吗) which is no later than the last safe one."""
    not_in_time: Annotated[str, Meta(extra={"fills": ("day", "last_day")})]
    calendar_title: Annotated[str, Meta(extra={"fills": ("last_day",)})]


ReceiptFills = Meta(extra={"fills": ("due", "left", "stamped", "days_over")})


class ReceiptDeadlineWording(_Wording, frozen=True, kw_only=True):
    """Until when the receipt's photo should be sent."""

    source: Plain
    fine: Annotated[str, ReceiptFills]
    soon: Annotated[str, ReceiptFills]
    past: Annotated[str, ReceiptFills]
    planned: Annotated[str, ReceiptFills]
    """The stamp's day is still to come."""
    in_time: Annotated[str, Meta(extra={"fills": ("day", "due")})]
    """A day was asked about which is no later than the receipt's last one."""
    not_in_time: Annotated[str, Meta(extra={"fills": ("day", "due")})]
    calendar_title: Annotated[str, Meta(extra={"fills": ("due",)})]


class PrintDaysWording(_Wording, frozen=True, kw_only=True):
    """When letters are printed."""

    source: Plain
    next: Annotated[str, Meta(extra={"fills": ("days",)})]
    """``{days}`` is a list, one day a line."""
    among: Annotated[str, Meta(extra={"fills": ("text", "days")})]
    """Of a week or a month that was named (``{text}``), the days to come."""
    none_among: Annotated[str, Meta(extra={"fills": ("text",)})]
    further: Annotated[str, Meta(extra={"fills": ("days",)})]
    """The days after the one that was asked for, in one line."""
    other_time: Annotated[str, Meta(extra={"fills": ("time",)})]
    """The morning or the evening of a print day was asked for."""
    print_day: Annotated[str, Meta(extra={"fills": ("day",)})]
    today_late: Annotated[str, Meta(extra={"fills": ("day",)})]
    """Today is one, but it is past noon, and nobody has written when the office closes."""
    other_day: Annotated[str, Meta(extra={"fills": ("day",)})]
    holiday: Annotated[str, Meta(extra={"fills": ("day", "holiday")})]
    make_up_workday: Annotated[str, Meta(extra={"fills": ("day",)})]
    unverified: Annotated[str, Meta(extra={"fills": ("day",)})]
    past: Annotated[str, Meta(extra={"fills": ("day",)})]
    unverified_mark: Plain
    """Behind a day of the list whose holidays aren't published yet."""
    caution: Plain
    calendar_title: Annotated[str, Meta(extra={"fills": ("day",)})]


class ReceiptEmailWording(_Wording, frozen=True, kw_only=True):
    """The prepared e-mail."""

    source: Plain
    reply: Annotated[str, Meta(extra={"fills": ("subject", "body")})]
    subject: Annotated[str, Meta(extra={"fills": ("name", "number")})]
    body: Annotated[str, Meta(extra={"fills": ("name", "number")})]
    link_title: Plain
    private_first: Plain
    """Said in a group instead of asking for a name."""
    name_missing: Plain
    name_length: Annotated[str, Meta(extra={"fills": ("shortest", "longest")})]
    name_characters: Plain
    number_missing: Plain
    number_shape: Annotated[str, Meta(extra={"fills": ("text",)})]
    number_is_phone: Plain
    number_is_identity_card: Plain


class RouteWording(_Wording, frozen=True, kw_only=True):
    """The checklist."""

    heading: Annotated[str, Meta(extra={"fills": ("route",)})]
    done: Annotated[str, Meta(extra={"fills": ("title",)})]
    current: Annotated[str, Meta(extra={"fills": ("title", "text")})]
    later: Annotated[str, Meta(extra={"fills": ("title",)})]
    finished: Plain
    """All is done, and the receipt is sent."""
    wrong_way: Annotated[str, Meta(extra={"fills": ("title",)})]
    """The other way was chosen in the system."""
    finished_otherwise: Plain
    """The same on a route without a receipt."""
    hint: Plain
    """How to go on."""
    noted: Annotated[str, Meta(extra={"fills": ("title",)})]
    """A step was reported before the destination was told."""
    noted_hint: Plain
    """How to get the whole checklist."""
    noted_next: Annotated[str, Meta(extra={"fills": ("title", "text")})]
    """What comes after it on the way out of the school."""
    unclear: Plain
    """The destination isn't understood."""
    unwritten: Plain
    """It is, but the notice doesn't say of which kind it is."""
    print_dates: Annotated[str, Meta(extra={"fills": ("days",)})]
    letter_date: Annotated[str, Meta(extra={"fills": ("last_day", "issued", "validity")})]
    letter_date_past: Annotated[str, Meta(extra={"fills": ("last_day", "issued", "validity")})]
    letter_date_missing: Plain
    receipt_date: Annotated[str, Meta(extra={"fills": ("due", "stamped")})]
    receipt_date_past: Annotated[str, Meta(extra={"fills": ("due", "stamped")})]
    receipt_date_missing: Plain
    done_button: Plain
    restart_button: Plain


class HeaderCheckWording(_Wording, frozen=True, kw_only=True):
    """What a header or branch name looks like. No concrete one is ever suggested."""

    source: Plain
    header_usual: Annotated[str, Meta(extra={"fills": ("text",)})]
    header_incomplete: Annotated[str, Meta(extra={"fills": ("text",)})]
    header_is_branch: Annotated[str, Meta(extra={"fills": ("text",)})]
    header_is_unit: Annotated[str, Meta(extra={"fills": ("text",)})]
    header_unknown: Annotated[str, Meta(extra={"fills": ("text",)})]
    branch_usual: Annotated[str, Meta(extra={"fills": ("text",)})]
    branch_incomplete: Annotated[str, Meta(extra={"fills": ("text",)})]
    branch_without_party: Annotated[str, Meta(extra={"fills": ("text",)})]
    branch_is_header: Annotated[str, Meta(extra={"fills": ("text",)})]
    branch_unknown: Annotated[str, Meta(extra={"fills": ("text",)})]
    header_without_party: Plain
    several_headers: Plain
    """Two headers in one message: only one may be filled in."""
    misspelt: Plain
    receiver_rules: Plain
    """Ends every check."""
    nothing_given: Plain
    """No name stands in the message."""


class Dialogue(_Wording, frozen=True, kw_only=True):
    """Everything the actions say."""

    date: Annotated[str, Meta(extra={"fills": ("year", "month", "day", "weekday")})]
    """How a day is written."""
    weekdays: list[str]
    """Monday first."""
    days_unit: Annotated[str, Meta(extra={"fills": ("count",)})]
    months_unit: Annotated[str, Meta(extra={"fills": ("count",)})]
    days_left: Annotated[str, Meta(extra={"fills": ("count",)})]
    last_day_is_today: Plain
    counted_as: Annotated[str, Meta(extra={"fills": ("text", "day")})]
    """A date was read from vague words, 月底: which day is counted from."""
    cancelled: Plain
    closed: Plain
    """To who asks nothing more, when nothing was going on."""
    crisis: Plain
    """To somebody who may harm themselves."""
    paused: Plain
    """The student looks something up and comes back."""
    given_up: Annotated[str, Meta(extra={"fills": ("question_number",)})]
    """After three failed tries."""
    given_up_failed: Plain
    """After three failed tries, when the desk takes nothing."""
    given_up_question: Annotated[str, Meta(extra={"fills": ("action",)})]
    """What the counselor reads: no word of the student's own."""
    action_titles: dict[str, str]
    """Action → what buttons and the counselor's list call it."""
    questions: dict[str, str]
    """Slot → what a form asks for it."""
    date_trouble: DateTrouble
    validity_trouble: ValidityTrouble
    letter_deadline: LetterDeadlineWording
    receipt_deadline: ReceiptDeadlineWording
    print_days: PrintDaysWording
    receipt_email: ReceiptEmailWording
    route: RouteWording
    header_check: HeaderCheckWording


def templates(record: msgspec.Struct, path: str = "") -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield every template of a record: where it stands, its text, what an action fills in."""
    hints = get_type_hints(type(record), include_extras=True)
    for name in record.__struct_fields__:
        value: Any = getattr(record, name)
        here = f"{path}.{name}" if path else name
        if isinstance(value, msgspec.Struct):
            yield from templates(value, here)
        elif isinstance(value, dict):
            yield from ((f"{here}.{key}", text, frozenset[str]()) for key, text in value.items())
        elif isinstance(value, str):
            (meta,) = (m for m in hints[name].__metadata__ if isinstance(m, Meta))
            assert meta.extra is not None
            yield here, value, frozenset(meta.extra["fills"])
