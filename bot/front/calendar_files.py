"""Calendar files: ``GET /files/{token}.ics``. The token says everything; nothing is stored."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from bot.calendar import (
    AllDayEvent,
    BadLinkError,
    CalendarLinks,
    Clock,
    ExpiredLinkError,
    Reminder,
    calendar_file,
)
from bot.front.problems import Problem
from bot.knowledge import Knowledge


class CalendarFiles:
    """Serves the calendar file of a signed address."""

    def __init__(self, secret: bytes, knowledge: Knowledge, clock: Clock) -> None:
        """Take what addresses are signed with, what is said in a file, and the time."""
        self._links = CalendarLinks(secret, clock)
        self._knowledge = knowledge
        self._clock = clock

    async def get(self, request: Request) -> Response:
        """Return the file.

        :raises Problem: 404 for an address we didn't make, 410 for one that is too old
        """
        wording = self._knowledge.wording
        try:
            reminder = self._links.read(request.path_params["token"])
        except ExpiredLinkError as error:
            raise Problem(410, wording.calendar_link_expired) from error
        except BadLinkError as error:
            raise Problem(404, wording.calendar_link_bad) from error
        event = self._event(reminder)
        return Response(
            calendar_file(event, self._clock()),
            media_type="text/calendar; charset=utf-8; method=PUBLISH",
            headers={
                "Content-Disposition": _attachment(reminder, event.summary),
                "Cache-Control": "private, no-store",
            },
        )

    def _event(self, reminder: Reminder) -> AllDayEvent:
        wording = self._knowledge.wording
        summary, description = {
            "letter": (wording.calendar_letter_summary, wording.calendar_letter_description),
            "letter_until": (wording.calendar_letter_summary, wording.calendar_until_description),
            "receipt": (wording.calendar_receipt_summary, wording.calendar_receipt_description),
            "print_day": (wording.calendar_print_summary, wording.calendar_print_description),
        }[reminder.kind]
        names = {name: p.value for name, p in self._knowledge.particulars.items()}
        if reminder.counted_from:
            start = reminder.counted_from
            names["counted_from"] = f"{start.year}年{start.month}月{start.day}日"
        return AllDayEvent(
            uid=reminder.uid,
            day=reminder.day,
            summary=summary,
            description=description.format_map(names),
        )


def _attachment(reminder: Reminder, summary: str) -> str:
    """Name the file twice (RFC 6266): in ASCII, and in Chinese for those who can read it."""
    day = reminder.day.isoformat()
    return (
        f'attachment; filename="{reminder.kind}-{day}.ics"; '
        f"filename*=UTF-8''{quote(f'{day} {summary}.ics', safe='')}"
    )
