"""The desk's pages over a real database, and people who use them without JavaScript."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from httpx import Client, Response
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from bot.desk.desk import Desk
from bot.desk.look_ahead import LookAhead
from bot.desk.roles import Role
from bot.desk.staff import Staff
from bot.front.desk import create_desk
from bot.front.desk.application import look_ahead
from bot.front.desk.visit import COOKIE
from bot.knowledge import Knowledge

PASSWORD = "一句自己记得住的话就好"
HERE = "http://testserver"
OURS = {"sec-fetch-site": "same-origin", "origin": HERE}


class Form(NamedTuple):
    """A form as a browser without JavaScript would send it."""

    action: str
    fields: dict[str, str]
    submits: dict[str, str]
    """Title of each button → where it sends to."""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []
        self._open: Form | None = None
        self._button: str | None = None
        self._area: str | None = None
        self._select: str | None = None
        self._option: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            self._open = Form(given.get("action") or "", {}, {})
            self.forms.append(self._open)
        if self._open is None:
            return
        name = given.get("name") or ""
        if tag == "input" and name and given.get("type") != "checkbox":
            self._open.fields.setdefault(name, given.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self._open.fields[name] = ""
        elif tag == "button":
            self._button = given.get("formaction") or self._open.action
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._option = given

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._area = None
        elif tag == "button":
            self._button = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._open is None:
            return
        if self._area is not None:
            self._open.fields[self._area] += data
        if self._button is not None and data.strip():
            self._open.submits[data.strip()] = self._button
        if self._option is not None and self._select:
            if "selected" in self._option or self._select not in self._open.fields:
                self._open.fields[self._select] = data.strip()
            self._option = None


class Counselor:
    """Somebody at the desk, in a browser that runs no scripts."""

    def __init__(self, client: Client) -> None:
        """Take a client that follows redirects and says that it's on our pages."""
        self.client = client
        self.page: Response | None = None

    @classmethod
    def of(cls, app: Starlette) -> Counselor:
        """Return somebody at the desk of an application in this process."""
        return cls(TestClient(app, base_url=HERE, headers=OURS, follow_redirects=True))

    def log_in(self, account: str, password: str = PASSWORD) -> Response:
        """Log in and return the page that follows."""
        self.page = self.client.post("/desk/login", data={"account": account, "password": password})
        return self.page

    def open(self, path: str) -> Response:
        """Open a page of the desk."""
        self.page = self.client.get(f"/desk{path}")
        return self.page

    def press(self, title: str, form: int | None = None, **typed: str | list[str]) -> Response:
        """Fill a form of the page with what is typed and press the button of a title."""
        assert self.page is not None
        found = [f for f in forms(self.page) if title in f.submits]
        assert found, f"no button {title!r} on {self.page.url}"
        chosen = found[form or 0]
        self.page = self.client.post(
            chosen.submits[title] or str(self.page.url), data=chosen.fields | typed
        )
        return self.page


def forms(page: Response) -> list[Form]:
    """Return the forms of a page."""
    parser = _Forms()
    parser.feed(page.text)
    return parser.forms


NAMES = {
    Role.VIEWER: ("kan", "看老师"),
    Role.COUNSELOR: ("li", "李老师"),
    Role.REVIEWER: ("shen", "沈老师"),
    Role.ADMINISTRATOR: ("wang", "王老师"),
}


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one account of each role, made once: hashing a password takes its time."""
    path = tmp_path_factory.mktemp("staffed") / "desk.db"
    desk = Desk(path)
    staff = Staff(desk.database, desk.audit)
    account, name = NAMES[Role.ADMINISTRATOR]
    staff.use_setup_link(staff.setup_token() or "", account, name, PASSWORD)
    for role in (Role.VIEWER, Role.COUNSELOR, Role.REVIEWER):
        staff.use_link(staff.create(account, *NAMES[role], role), PASSWORD)
    desk.close()
    return path


@pytest.fixture
def desk(staffed: Path, tmp_path: Path) -> Iterator[Desk]:
    """A store of its own, with staff."""
    shutil.copy(staffed, tmp_path / "desk.db")
    opened = Desk(tmp_path / "desk.db")
    yield opened
    opened.close()


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[Desk]:
    """A store that nobody has used."""
    opened = Desk(tmp_path / "empty.db")
    yield opened
    opened.close()


@pytest.fixture
def started() -> list[int]:
    """The training jobs whose work was begun; none is really done."""
    return []


@pytest.fixture(scope="session")
def ahead(knowledge: Knowledge) -> LookAhead:
    """The project's questions, read once for all tests."""
    return look_ahead(knowledge)


@pytest.fixture
def app(desk: Desk, knowledge: Knowledge, started: list[int], ahead: LookAhead) -> Starlette:
    """The desk's pages, mounted as the front mounts them."""
    pages = create_desk(desk, knowledge, started.append, ahead)
    return Starlette(routes=[Mount("/desk", pages)])


@pytest.fixture
def somebody(app: Starlette, desk: Desk) -> Iterator[Callable[..., Counselor]]:
    """Makes logged-in counselors, each with a browser of their own."""
    staff = Staff(desk.database, desk.audit)
    opened: list[Counselor] = []

    def join(role: Role = Role.COUNSELOR) -> Counselor:
        token = staff.start_session(staff.member(NAMES[role][0]).id)
        counselor = Counselor.of(app)
        counselor.client.cookies.set(COOKIE, token, path="/desk/")
        opened.append(counselor)
        return counselor

    yield join
    for counselor in opened:
        counselor.client.close()


@pytest.fixture
def counselor(somebody: Callable[..., Counselor]) -> Counselor:
    """李老师, a counselor."""
    return somebody()


@pytest.fixture
def ask(desk: Desk) -> Callable[..., int]:
    """Asks as a student would whom the bot can't answer; returns the question's number."""

    def add(text: str, session: str = "s1", channel: str = "web", **more: object) -> int:
        more.setdefault("nearest", [("print/where", 0.42), ("near_miss/lost_letter", 0.3)])
        return desk.questions.add(text, session=session, channel=channel, **more)  # type: ignore[arg-type]

    return add
