"""One request of somebody at the desk, with what they sent."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.desk.roles import Permission
from bot.desk.staff import StaffMember

COOKIE = "desk_session"
LONGEST_FIELD = 5_000
"""Characters of a form's field."""
_LARGEST_ID = 2**63 - 1


class Visit:
    """A request, who it is from, and its form. Built by the routes; handlers only read it."""

    def __init__(self, request: Request, form: FormData, member: StaffMember | None) -> None:
        self.request = request
        self.form = form
        self._member = member

    @property
    def member(self) -> StaffMember:
        """Who is asking; routes that need a permission always have one."""
        assert self._member is not None
        return self._member

    @property
    def somebody(self) -> StaffMember | None:
        """Who is asking, if they're logged in."""
        return self._member

    @property
    def actor(self) -> str:
        """Account of who is asking, for the audit log."""
        return self.member.account

    @property
    def token(self) -> str:
        """The session's token, or empty."""
        return self.request.cookies.get(COOKIE, "")

    @property
    def address(self) -> str:
        """Where the request comes from; empty when it isn't known.

        A proxy on this machine that no setting names hides it: everybody would be locked out for
        one who guesses.
        """
        host = self.request.client.host if self.request.client else ""
        return "" if host in ("127.0.0.1", "::1") else host

    def may(self, permission: Permission) -> bool:
        """Tell whether they may do something."""
        return self._member is not None and self._member.may(permission)

    def path(self, name: str) -> str:
        """Return a text of the path."""
        return str(self.request.path_params[name])

    def path_number(self, name: str) -> int:
        """Return a number of the path.

        :raises HTTPException: 404 when it can't be an id
        """
        number = int(self.request.path_params[name])
        if number > _LARGEST_ID:
            raise HTTPException(HTTPStatus.NOT_FOUND, "没有这一条")
        return number

    def query(self, name: str, default: str = "") -> str:
        """Return a parameter of the address, white space trimmed."""
        return self.request.query_params.get(name, default).strip()[:200]

    def query_number(self, name: str, default: int) -> int:
        """Return a positive number of the address, or the default when it isn't one."""
        return _positive(self.query(name)) or default

    def text(self, name: str) -> str:
        """Return a field of the form, white space trimmed, line ends as ``\\n``; empty if missing.

        :raises HTTPException: 422 when it is too long or holds control characters
        """
        value = self.form.get(name, "")
        if isinstance(value, UploadFile):
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, "这一栏应当是文字")
        value = value.replace("\r\n", "\n").strip()
        if len(value) > LONGEST_FIELD:
            raise HTTPException(
                HTTPStatus.UNPROCESSABLE_ENTITY, f"太长了,最多 {LONGEST_FIELD} 个字"
            )
        if any(ord(c) < 32 and c not in "\n\t" for c in value):
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, "内容里有看不见的控制字符")
        return value

    def secret(self, name: str) -> str:
        """Return a password field as it was typed."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """Return a field that holds an id.

        :raises HTTPException: 422 when it doesn't
        """
        number = _positive(self.text(name))
        if number is None:
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, "没有选中任何一条")
        return number

    def numbers(self, name: str) -> list[int]:
        """Return the ids of all ticked boxes of a name."""
        found = (_positive(v) for v in self.form.getlist(name) if isinstance(v, str))
        return [number for number in found if number is not None]

    def upload(self, name: str) -> bytes:
        """Return an uploaded file's bytes; empty when none was chosen."""
        value = self.form.get(name)
        return value.file.read() if isinstance(value, UploadFile) else b""


def _positive(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    return int(text) or None
