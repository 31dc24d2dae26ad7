"""A student and a counselor who don't give up: what failed is tried again, as people do it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import httpx
from httpx import Response

from tests.front.desk.conftest import Counselor

PATIENCE_SECONDS = 150
"""Nothing is tried for longer."""
PAUSE_SECONDS = 0.3
PASSWORD = "一句自己记得住的话就好"


class Student:
    """Asks as the widget does: a message goes out under the same id until the server has it."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=30, trust_env=False)
        made = self._insist(lambda: self.client.post("/api/chat/sessions"))
        self.client.headers["Authorization"] = f"Bearer {made.json()['token']}"
        self.asked: dict[str, str] = {}
        """Id of each message → its text."""
        self.seen: dict[str, dict] = {}
        """What was shown, by the replies' ids."""
        self._cursor = "0"

    def ask(self, text: str) -> None:
        """Send a question and show what is said to it, then what came meanwhile."""
        message_id = f"message-{len(self.asked)}"
        self.asked[message_id] = text
        answer = self._send(message_id)
        self._show(answer["replies"])
        self.look()

    def look(self) -> None:
        """Fetch what came later."""
        later = self._get(self._cursor)
        self._show(later["replies"])
        self._cursor = later["cursor"]

    def everything(self) -> list[dict]:
        """Return all that was ever said in the conversation."""
        return self._get("0")["replies"]

    def reply_to(self, message_id: str) -> list[dict]:
        """Send a message once more and return what is said to it."""
        return self._send(message_id)["replies"]

    def _show(self, replies: list[dict]) -> None:
        self.seen |= {reply["id"]: reply for reply in replies}

    def _send(self, message_id: str) -> dict:
        message = {"client_message_id": message_id, "text": self.asked[message_id]}
        return self._insist(lambda: self.client.post("/api/chat/messages", json=message)).json()

    def _get(self, after: str) -> dict:
        return self._insist(
            lambda: self.client.get("/api/chat/messages", params={"after": after})
        ).json()

    @staticmethod
    def _insist(send: Callable[[], httpx.Response]) -> httpx.Response:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                response = send()
            except httpx.TransportError:
                pass  # the front is down, or died while answering
            else:
                if response.status_code != 429 and response.status_code < 500:
                    assert response.is_success, response.text
                    return response
            time.sleep(PAUSE_SECONDS)
        raise AssertionError("the server didn't come back")


class Publisher:
    """A counselor who answers what waits.

    When publishing fails, the form is sent once more; when that fails too, they look what became
    of it.
    """

    def __init__(self, url: str, first_link: str) -> None:
        client = httpx.Client(
            base_url=url,
            timeout=30,
            trust_env=False,
            follow_redirects=True,
            headers={"origin": url, "sec-fetch-site": "same-origin"},
        )
        self.browser = Counselor(client)
        self.browser.open(first_link)
        account = {"account": "zhang", "name": "张老师", "password": PASSWORD, "again": PASSWORD}
        page = self.browser.press("保存并登录", **account)
        assert "待办" in page.text
        self.published: dict[str, int] = {}
        """Text of each answer → the cluster it was published for."""
        self._failed: Response | None = None
        """The page whose form was sent without an answer."""

    def publish_next(self, text: str) -> bool:
        """Answer the first cluster that waits; return False when none does."""
        until = time.monotonic() + PATIENCE_SECONDS
        cluster = self._failed = None
        while time.monotonic() < until:
            try:
                cluster = cluster or self._first_that_waits()
                if cluster is None:
                    return False
                if self._publish(cluster, text):
                    self.published[text] = cluster
                    return True
            except httpx.TransportError:
                pass  # the front is down, or died while answering: perhaps it's done
            time.sleep(PAUSE_SECONDS)
        raise AssertionError("the desk didn't come back")

    def _first_that_waits(self) -> int | None:
        page = self.browser.open("/queue/open")
        found = re.search(r'href="/desk/clusters/(\d+)\?queue=open"', page.text)
        return int(found[1]) if found else None

    def _publish(self, cluster: int, text: str) -> bool:
        if self._failed is not None:
            self.browser.page, self._failed = self._failed, None
            return self.browser.press("发布").status_code == 200
        page = self.browser.open(f"/clusters/{cluster}?queue=open")
        if page.status_code != 200:
            return False
        if text in page.text:
            return True  # the try that seemed to fail
        preview = self.browser.press("预览并发布", text=text)
        if preview.status_code != 200:
            return False
        self._failed = preview
        page = self.browser.press("发布")
        self._failed = None
        return page.status_code == 200
