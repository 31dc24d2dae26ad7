"""Addresses of calendar files: everything stands in a signed token, so nothing is stored."""

from __future__ import annotations

import datetime
from typing import Literal

import msgspec
from itsdangerous import BadData, BadSignature, SignatureExpired, TimestampSigner
from itsdangerous.encoding import base64_decode, base64_encode

from bot.calendar.clock import Clock

LINK_SECONDS = 7 * 24 * 3600
"""How long an address can be opened. A student adds the date to the calendar and is done."""
LONGEST_TOKEN = 400
"""Characters; ours have about 100."""

ReminderKind = Literal["letter", "letter_until", "receipt", "print_day"]
"""``letter_until``: the letter itself names its last day."""
COUNTED = ("letter", "receipt")
"""Deadlines that are counted from a date."""


class Reminder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day to be reminded of. Holds no personal information: the token can be read by anyone."""

    kind: ReminderKind
    day: datetime.date
    """The letter's last safe day, the day the receipt is due, or the print day."""
    counted_from: datetime.date | None = None
    """The letter's date or the stamp's; None for a day that isn't counted from one."""

    def __post_init__(self) -> None:
        if (self.counted_from is not None) != (self.kind in COUNTED):
            raise ValueError(f"{self.kind} is counted from a date, or else isn't")

    @property
    def uid(self) -> str:
        """The event's id: the same reminder always has the same."""
        start = self.counted_from.isoformat() if self.counted_from else "none"
        return f"{self.kind}-{self.day.isoformat()}-{start}@party-transfer-bot"


class LinkError(Exception):
    """An address that leads to no calendar file."""


class BadLinkError(LinkError):
    """It wasn't made by us, or is damaged."""


class ExpiredLinkError(LinkError):
    """It was ours, but is older than :data:`LINK_SECONDS`."""


class CalendarLinks:
    """Makes and reads addresses."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        """Take the installation's secret."""
        self._signer = _ClockSigner(secret, clock)

    def path(self, reminder: Reminder) -> str:
        """Return the front's path of a reminder's calendar file: ``/files/….ics``."""
        return f"/files/{self.token(reminder)}.ics"

    def token(self, reminder: Reminder) -> str:
        """Return the token of a reminder."""
        return self._signer.sign(base64_encode(msgspec.json.encode(reminder))).decode()

    def read(self, token: str) -> Reminder:
        """Return the reminder of a token.

        :raises BadLinkError: when the token isn't ours
        :raises ExpiredLinkError: when it is too old
        """
        if len(token) > LONGEST_TOKEN or not token.isascii():
            raise BadLinkError("not a token")
        try:
            payload = self._signer.unsign(token, max_age=LINK_SECONDS)
        except SignatureExpired as error:
            raise ExpiredLinkError("older than a link may be") from error
        except BadSignature as error:
            raise BadLinkError("not signed by us") from error
        try:
            return msgspec.json.decode(base64_decode(payload), type=Reminder)
        except (BadData, msgspec.MsgspecError) as error:
            raise BadLinkError("signed by another version of us") from error


class _ClockSigner(TimestampSigner):
    """Signs with the time of the given clock."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        super().__init__(secret, salt="calendar-file")
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock().timestamp())
