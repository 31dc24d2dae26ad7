"""Renders the desk's pages: each template has a context class, and gets nothing else.

The templates' variables are a contract: a test compares them with the fields of the classes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from bot.desk.audit import Act
from bot.desk.desk import Desk
from bot.desk.roles import Permission
from bot.desk.staff import Staff, StaffMember
from bot.front.desk import acts, reply_text, times
from bot.front.desk.visit import Visit

TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "desk"
CHANNELS = {
    "web": "网页",
    "qq": "QQ 群",
    "onebot": "QQ 群",
    "wecom-bot": "企业微信群",
    "wecom-app": "企业微信",
    "wechat": "公众号",
}
OUTCOMES = {
    "answer": "答复",
    "near_miss": "答复并转交",
    "clarify": "追问",
    "hand_over": "转交",
}
PER_PAGE = 30


@dataclass(frozen=True)
class Context:
    """What a template gets. Subclasses name their template."""

    template: ClassVar[str]


@dataclass(frozen=True)
class NavigationItem:
    """A link of the navigation."""

    path: str
    title: str
    count: int | None
    current: bool


@dataclass(frozen=True)
class Banner:
    """What has just been done, with a way back."""

    text: str
    undo: int | None
    """The act, when it can be taken back."""


@dataclass(frozen=True)
class Frame:
    """What stands around every page inside."""

    member: StaffMember
    navigation: list[list[NavigationItem]]
    banner: Banner | None
    searched: str


@dataclass(frozen=True)
class Pager:
    """Where one is in a long list."""

    number: int
    earlier: str | None
    later: str | None

    @classmethod
    def of(cls, visit: Visit, more: bool) -> Pager:
        """Return the pager of the present address; ``more`` says whether a next page exists."""
        number = page_number(visit)
        url = visit.request.url

        def address(page: int) -> str:
            return f"{url.path}?{url.include_query_params(page=page).query}"

        return cls(
            number,
            address(number - 1) if number > 1 else None,
            address(number + 1) if more else None,
        )


def page_number(visit: Visit) -> int:
    """Return which page of a list is wanted, from 1; beyond 10,000 pages nobody leafs."""
    return min(visit.query_number("page", 1), 10_000)


def skipped(visit: Visit) -> int:
    """Return how many rows stand on the pages before."""
    return (page_number(visit) - 1) * PER_PAGE


@dataclass(frozen=True)
class RefusedPage(Context):
    """Something wasn't done."""

    template: ClassVar[str] = "refused.html"
    title: str
    detail: str
    back: str
    back_title: str


class Pages:
    """Renders templates."""

    def __init__(self, desk: Desk, staff: Staff) -> None:
        self._desk = desk
        self._staff = staff
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
        )
        filters: dict[str, Callable[[Any], object]] = {
            "moment": times.moment,
            "day": lambda at: times.moment(at)[:10],
            "ago": lambda at: times.ago(at, datetime.fromisoformat(desk.database.now())),
            "until": lambda day: times.until(day, desk.database.today()),
            "name": self._name,
            "act": acts.sentence,
            "about": acts.about,
            "channel": lambda channel: CHANNELS.get(channel, channel),
            "outcome": lambda outcome: OUTCOMES.get(outcome, "闲聊"),
            "reply": reply_text.as_html,
        }
        self.environment.filters.update(filters)

    def show(self, visit: Visit, context: Context, status: int = HTTPStatus.OK) -> Response:
        """Render a page inside the frame."""
        values = {f.name: getattr(context, f.name) for f in fields(context)}
        values["frame"] = self._frame(visit)
        template = self.environment.get_template(context.template)
        return HTMLResponse(template.render(values), status)

    def show_outside(self, context: Context, status: int = HTTPStatus.OK) -> Response:
        """Render a page or a part of one that has no frame."""
        values = {f.name: getattr(context, f.name) for f in fields(context)}
        template = self.environment.get_template(context.template)
        return HTMLResponse(template.render(values), status)

    def refuse(
        self,
        title: str,
        detail: str,
        status: int,
        back: str = "/desk/",
        back_title: str = "回到工作台",
    ) -> Response:
        """Say why something wasn't done, and the way back."""
        return self.show_outside(RefusedPage(title, detail, back, back_title), status)

    def _name(self, account: str) -> str:
        return self._staff.names().get(account, account)

    def _frame(self, visit: Visit) -> Frame:
        here = visit.request.url.path.removeprefix("/desk")
        return Frame(
            member=visit.member,
            navigation=self._navigation(visit, here),
            banner=self._banner(visit),
            searched=visit.query("q") if here == "/search" else "",
        )

    def _navigation(self, visit: Visit, here: str) -> list[list[NavigationItem]]:
        clusters = self._desk.clusters.counts()
        queues: list[tuple[str, str, int | None]] = [
            ("/queue/open", "待办", clusters["open"]),
            ("/queue/requested", "转人工", clusters["requested"]),
            ("/disliked", "点踩", self._desk.feedback.count_disliked()),
            ("/expiring", "即将过期", len(self._desk.answers.expiring())),
            ("/queue/answered", "已处理", None),
        ]
        known: list[tuple[str, str, int | None]] = [
            ("/answers", "答案", None),
            ("/particulars", "具体信息", None),
            ("/statistics", "统计", None),
        ]
        tools = [
            (path, title, None)
            for path, title, permission in (
                ("/exports", "导出", Permission.EXPORT),
                ("/imports", "导入", Permission.IMPORT),
                ("/training", "重新训练", Permission.TRAIN),
                ("/staff", "账号", Permission.STAFF),
                ("/audit", "操作记录", Permission.AUDIT),
            )
            if visit.may(permission)
        ]
        if here.startswith("/clusters/") and visit.query("queue"):
            here = f"/queue/{visit.query('queue')}"
        if here == "/queue/ignored":
            here = "/queue/answered"
        return [
            [
                NavigationItem(path, title, count, here == path or here.startswith(path + "/"))
                for path, title, count in group
            ]
            for group in (queues, known, tools)
            if group
        ]

    def _banner(self, visit: Visit) -> Banner | None:
        act = self._desk.audit.get(visit.query_number("did", 0))
        # An address can be made by anybody: it shows only what the reader did, and lately.
        if act is None or act.actor != visit.actor or not self._is_fresh(act):
            return None
        undoable = visit.may(Permission.ANSWER) and self._desk.undo.undoable(act)
        return Banner(f"你{acts.sentence(act)}。", act.id if undoable else None)

    def _is_fresh(self, act: Act) -> bool:
        return act.at >= self._desk.database.stamp(-times.FRESH)
