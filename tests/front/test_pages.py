"""The page with the chat, and the poster."""

from __future__ import annotations

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.front.pages import Pages, documents
from bot.knowledge import Knowledge

URL = "https://bot.example.edu.cn/转?a=1&b=<x>"


def client(knowledge: Knowledge, url: str) -> TestClient:
    pages = Pages(knowledge, url)
    return TestClient(Starlette(routes=[Route("/", pages.home), Route("/poster", pages.poster)]))


def test_the_page_names_the_college_and_what_people_ask(knowledge: Knowledge) -> None:
    html = client(knowledge, "").get("/").text
    assert knowledge.particulars["college"].value in html
    for topic in knowledge.widget.topics[4:]:
        assert f'data-party-transfer="{topic}"' in html
        assert knowledge.entries[topic].title in html


def test_links_are_only_those_of_the_college_file(knowledge: Knowledge) -> None:
    known = {p.value for p in knowledge.particulars.values()}
    found = documents(knowledge)
    assert len(found) == 3
    assert {d.url for d in found if d.url} <= known
    assert {d.title for d in found} <= known


def test_another_college_need_not_have_every_document(knowledge: Knowledge) -> None:
    fewer = {n: p for n, p in knowledge.particulars.items() if not n.startswith("news")}
    other = msgspec.structs.replace(knowledge, particulars=fewer)
    assert [d.title for d in documents(other)] == ["党委组织部工作系统", "《党组织关系转出情况表》"]


def test_without_an_address_there_is_no_code_and_the_poster_says_why(knowledge: Knowledge) -> None:
    pages = client(knowledge, "")
    assert "<svg" not in pages.get("/").text
    poster = pages.get("/poster")
    assert poster.status_code == 404
    assert "BOT_PUBLIC_URL" in poster.text


def test_with_an_address_both_show_its_code(knowledge: Knowledge) -> None:
    pages = client(knowledge, URL)
    assert "<svg" in pages.get("/").text
    poster = pages.get("/poster")
    assert poster.status_code == 200
    assert "<svg" in poster.text
    assert "群公告" in poster.text
    assert "b=&lt;x&gt;" in poster.text
    assert "<x>" not in poster.text


@pytest.mark.parametrize("path", ["/", "/poster"])
def test_pages_keep_to_the_strict_policy(knowledge: Knowledge, path: str) -> None:
    html = client(knowledge, URL).get(path).text
    for inline in ("<style", " style=", "<script>", " onclick=", "javascript:"):
        assert inline not in html
