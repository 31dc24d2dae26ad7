"""``/widget.js``: filled in, compressed, and asked for again only when it has changed."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.front.widget import Widget, widget_script
from bot.knowledge import Knowledge


@pytest.fixture
def client(knowledge: Knowledge) -> TestClient:
    widget = Widget(widget_script(knowledge, 300))
    return TestClient(Starlette(routes=[Route("/widget.js", widget.serve)]))


def test_the_sentences_come_from_the_knowledge_base(knowledge: Knowledge) -> None:
    script = widget_script(knowledge, 300).decode()
    assert "{{" not in script
    found = re.search(r"const WELCOME = (\{.*\});", script)
    assert found
    welcome = json.loads(found.group(1))
    assert welcome["greeting"] == knowledge.wording.greeting
    assert welcome["words"]["send"] == knowledge.widget.send
    assert welcome["limit"] == 300
    assert [topic["id"] for topic in welcome["topics"]] == knowledge.widget.topics[:4]


def test_every_sentence_is_used(knowledge: Knowledge) -> None:
    script = widget_script(knowledge, 300).decode()
    welcome = json.loads(re.search(r"const WELCOME = (\{.*\});", script).group(1))  # type: ignore[union-attr]
    unused = [name for name in welcome["words"] if f"words.{name}" not in script]
    assert unused == []
    assert [n for n in welcome if n != "words" and f"WELCOME.{n}" not in script] == []


def test_any_page_may_load_it(client: TestClient) -> None:
    response = client.get("/widget.js")
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


def test_it_is_kept_but_asked_for_at_every_load(client: TestClient) -> None:
    first = client.get("/widget.js")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/widget.js", headers={"If-None-Match": '"another"'})
    assert other.status_code == 200


def test_compressed_or_not_it_is_the_same(client: TestClient, knowledge: Knowledge) -> None:
    plain = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    with client.stream("GET", "/widget.js", headers={"Accept-Encoding": "gzip"}) as zipped:
        raw = b"".join(zipped.iter_raw())
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content == widget_script(knowledge, 300)
    assert plain.headers["etag"] != zipped.headers["etag"]
