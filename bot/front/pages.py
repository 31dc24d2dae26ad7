"""The pages that students see: ``/`` with the chat, ``/poster`` to print."""

from __future__ import annotations

from pathlib import Path

import msgspec
import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.front.widget import GREETING_TOPICS, topics
from bot.knowledge import Button, Knowledge

TEMPLATES = Path(__file__).parent / "templates"


class Document(msgspec.Struct, frozen=True):
    """Something that the notice names: a system, a form, a news page."""

    title: str
    note: str
    """What it is for, or where it is found."""
    url: str | None = None


class Poster(msgspec.Struct, frozen=True):
    """What is pinned in a group: a QR code and a text."""

    url: str
    code: Markup
    """The QR code of :attr:`url`, as SVG."""
    notice: str


class PageContext(msgspec.Struct, frozen=True):
    """The variables of ``page.html`` and ``poster.html``."""

    title: str
    subtitle: str
    college: str
    university: str
    topics: list[Button]
    """Beside those that stand under the chat's greeting."""
    documents: list[Document]
    poster: Poster | None
    """None while the page's own address isn't known."""


class Pages:
    """Renders the pages once, at start."""

    def __init__(self, knowledge: Knowledge, public_url: str) -> None:
        """Take what is shown.

        :param public_url: the page's own address as students reach it; empty when not known
        """
        words = knowledge.widget
        context = PageContext(
            title=words.title,
            subtitle=words.subtitle,
            college=knowledge.particulars["college"].value,
            university=knowledge.particulars["university"].value,
            topics=topics(knowledge)[GREETING_TOPICS:],
            documents=documents(knowledge),
            poster=make_poster(public_url, words.notice) if public_url else None,
        )
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
        )
        variables = {name: getattr(context, name) for name in context.__struct_fields__}
        self._home = environment.get_template("page.html").render(variables)
        self._poster = environment.get_template("poster.html").render(variables)
        self._poster_status = 200 if context.poster else 404

    async def home(self, request: Request) -> Response:
        """``GET /``."""
        return HTMLResponse(self._home)

    async def poster(self, request: Request) -> Response:
        """``GET /poster``: 404, and how to mend it, while the page's address isn't known."""
        return HTMLResponse(self._poster, status_code=self._poster_status)


def documents(knowledge: Knowledge) -> list[Document]:
    """Return what the notice names, as far as ``kb/college.yml`` has it."""
    particulars = knowledge.particulars
    found = []
    for title, note, url in (
        ("system_name", "system_name", "system_url"),
        ("form_name", "form_download_place", ""),
        ("news_title", "news_url", "news_url"),
    ):
        if title in particulars and note in particulars:
            place = particulars[note]
            found.append(
                Document(
                    title=particulars[title].value,
                    note=place.meaning if url else place.value,
                    url=particulars[url].value if url in particulars else None,
                )
            )
    return found


def make_poster(url: str, notice: str) -> Poster:
    """Return what to pin for the page at ``url``."""
    code = segno.make(url, error="q", micro=False)
    svg = code.svg_inline(border=3, omitsize=True, dark="#2b2421", light="#ffffff")
    return Poster(url=url, code=Markup(svg), notice=notice.format(url=url))
