"""QQ's official bot, from a signed callback to what is sent, over real sockets."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.responses import JSONResponse

from bot.knowledge import load_knowledge
from tests.front.channels.qq_platform import QQPlatform, now_in_china, refuse

WORDING = load_knowledge().wording


@pytest.fixture
def qq() -> Iterator[QQPlatform]:
    platform = QQPlatform()
    platform.start()
    yield platform
    platform.stop()


@pytest.fixture
def front(qq, serve_front):
    return serve_front(**qq.settings())


def with_buttons(message):
    """Answer like the engine does, with a link, marks and buttons."""
    if message["message"].startswith("/"):
        return [{"text": f"按了:{message['message']}"}]
    return [
        {
            "text": "去**行政楼402室**,网址 `http://zg.hit.edu.cn`。",
            "buttons": [
                {"title": "什么时候能打印", "payload": '/choose_entry{"entry": "print/when"}'},
                {"title": "转给辅导员", "payload": "/ask_counselor"},
            ],
        }
    ]


# Receiving.


def test_the_console_can_check_the_address(qq, front) -> None:
    question = {"plain_token": "Arq0D5A61EgUu4OxUvOp", "event_ts": "1725442341"}
    answer = qq.call_back(front, {"op": 13, "d": question})
    assert answer.status_code == 200
    assert answer.json()["plain_token"] == "Arq0D5A61EgUu4OxUvOp"
    assert answer.json()["signature"].startswith("87befc99")


def test_without_settings_there_is_no_route(qq, serve_front) -> None:
    assert qq.call_back(serve_front(), qq.mention("在哪打印")).status_code == 404


def test_a_mention_is_answered_in_the_documented_form(qq, front) -> None:
    event = qq.mention("在哪打印")
    answer = qq.call_back(front, event)
    assert (answer.status_code, answer.json()) == (200, {"op": 12, "d": 0})
    qq.wait_for(1)
    assert qq.sent == [
        (
            "/v2/groups/GROUP/messages",
            {"content": "答:在哪打印", "msg_type": 0, "msg_id": event["d"]["id"], "msg_seq": 1},
        )
    ]
    assert qq.attempts[0][2] == "QQBot TOKEN1"


def test_a_private_message_is_answered_in_private(qq, front, engine) -> None:
    qq.call_back(front, qq.event("C2C_MESSAGE_CREATE", "在哪打印"))
    qq.wait_for(1)
    assert qq.sent[0][0] == "/v2/users/U/messages"
    assert engine.asked[0]["metadata"] == {"channel": "qq", "group": False}


def test_the_engine_knows_that_others_read_along(qq, front, engine) -> None:
    qq.call_back(front, qq.mention("算有效期"))
    qq.wait_for(1)
    assert engine.asked[0]["metadata"] == {"channel": "qq", "group": True}


def test_a_bare_mention_gets_short_help(qq, front, engine) -> None:
    qq.call_back(front, qq.mention(" "))
    assert qq.wait_for(1) == [WORDING.bare_mention]
    assert engine.asked == []


def test_what_is_not_for_the_bot_is_neither_answered_nor_kept(qq, front, engine, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "这句是同学之间的悄悄话"
    for mentions in ([], [{"id": "OTHER", "is_you": False}], None):
        answer = qq.call_back(front, qq.event("GROUP_MESSAGE_CREATE", secret, mentions=mentions))
        assert answer.json() == {"op": 12, "d": 0}
    addressed = qq.event("GROUP_MESSAGE_CREATE", "<@X> 在哪打印", mentions=[{"is_you": True}])
    qq.call_back(front, addressed)
    assert qq.wait_for(1) == ["答:在哪打印"]
    assert len(engine.asked) == 1
    assert secret.encode() not in front.stored()
    assert secret not in caplog.text


def test_a_group_that_was_not_let_in_gets_no_answer_and_the_log_names_it(qq, front, caplog) -> None:
    for _ in range(2):
        qq.call_back(front, qq.mention("在哪打印", group_openid="OTHERGROUP"))
    time.sleep(0.5)
    assert qq.attempts == []
    told = [r.getMessage() for r in caplog.records if "OTHERGROUP" in r.getMessage()]
    assert len(told) == 1
    assert "BOT_QQ_GROUPS" in told[0]


def test_another_bot_is_not_answered(qq, front) -> None:
    author = {"id": "B", "member_openid": "B", "bot": True}
    qq.call_back(front, qq.event("GROUP_AT_MESSAGE_CREATE", "你好", author=author))
    time.sleep(0.5)
    assert qq.attempts == []


def test_a_bot_that_nobody_marked_is_soon_met_with_silence(qq, front) -> None:
    for _ in range(30):
        qq.call_back(front, qq.mention("收到,谢谢", member="BOT"))
    contents = qq.wait_for(9)
    assert len(contents) == 9
    assert sum(content == "答:收到,谢谢" for content in contents) == 8


# Faults on the way in.


def test_a_duplicate_callback_is_answered_once(qq, front, engine) -> None:
    body, headers = qq.signed(qq.mention("在哪打印"))
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: front.post("/channels/qq", body, headers), range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert qq.wait_for(1) == ["答:在哪打印"]
    assert front.post("/channels/qq", body, headers).json() == {"op": 12, "d": 0}
    assert qq.wait_for(1) == ["答:在哪打印"]
    assert len(engine.asked) == 1


def test_a_duplicate_after_a_restart_is_answered_once(qq, front, serve_front) -> None:
    body, headers = qq.signed(qq.mention("在哪打印"))
    front.post("/channels/qq", body, headers)
    qq.wait_for(1)
    front.stop()
    again = serve_front(**qq.settings())
    again.post("/channels/qq", body, headers)
    assert qq.wait_for(1) == ["答:在哪打印"]


@pytest.mark.parametrize("change", ["body", "signature", "timestamp", "app", "none"])
def test_a_forged_callback_is_refused(qq, front, engine, change: str) -> None:
    body, headers = qq.signed(qq.mention("在哪打印"))
    if change == "body":
        body = body.replace("在哪".encode(), "去哪".encode())
    elif change == "none":
        headers = {}
    else:
        name, value = {
            "signature": ("X-Signature-Ed25519", "00" * 64),
            "timestamp": ("X-Signature-Timestamp", "1"),
            "app": ("X-Bot-Appid", "1"),
        }[change]
        headers[name] = value
    answer = front.post("/channels/qq", body, headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert engine.asked == []


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_a_clock_that_is_off_is_named(qq, front, engine, caplog, seconds: int) -> None:
    body, headers = qq.signed(qq.mention("在哪打印"), at=time.time() + seconds)
    assert front.post("/channels/qq", body, headers).status_code == 401
    assert "校准服务器的时钟" in caplog.text
    assert engine.asked == []


@pytest.mark.parametrize("seconds", [-400, 400])
def test_a_clock_that_is_a_little_off_loses_no_question(qq, front, caplog, seconds: int) -> None:
    event = qq.mention("在哪打印", timestamp=now_in_china(seconds_ago=-seconds))
    body, headers = qq.signed(event, at=time.time() + seconds)
    assert front.post("/channels/qq", body, headers).status_code == 200
    assert qq.wait_for(1) == ["答:在哪打印"]
    assert "请校准" in caplog.text


def test_a_stale_replay_is_dropped(qq, front, engine) -> None:
    qq.call_back(front, qq.mention("在哪打印", timestamp=now_in_china(seconds_ago=3600)))
    time.sleep(0.3)
    assert engine.asked == []


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ([], 400),
        ({"op": 13, "d": {}}, 400),
        ({"op": 0, "t": "C2C_MESSAGE_CREATE", "d": {}}, 400),
        ({"op": 0, "t": "GROUP_ADD_ROBOT", "d": {}}, 200),
        ({"op": 1, "d": 5}, 200),
        ({"op": 0, "t": "C2C_MESSAGE_CREATE", "d": "x" * 300_000}, 413),
    ],
)
def test_odd_callbacks_break_nothing(qq, front, event, status: int) -> None:
    assert qq.call_back(front, event).status_code == status
    qq.call_back(front, qq.mention("在哪打印"))
    assert qq.wait_for(1) == ["答:在哪打印"]


def test_a_message_that_cannot_be_stored_is_asked_for_again(qq, front) -> None:
    database = sqlite3.connect(front.data / "desk.db")
    database.execute("alter table inbox_message rename to away")
    database.commit()
    event = qq.mention("在哪打印")
    assert qq.call_back(front, event).json() == {"op": 12, "d": 1}
    database.execute("alter table away rename to inbox_message")
    database.commit()
    database.close()
    assert qq.call_back(front, event).json() == {"op": 12, "d": 0}
    assert qq.wait_for(1) == ["答:在哪打印"]


def test_a_flood_from_one_group_loses_no_question(qq, front) -> None:
    """200 messages in a second, among which ten members ask."""
    events = [qq.event("GROUP_MESSAGE_CREATE", f"闲聊{n}", mentions=[]) for n in range(190)]
    for number in range(10):
        events.insert(number * 19, qq.mention(f"问题{number}", member=f"M{number}"))
    started = time.monotonic()
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda event: qq.call_back(front, event), events))
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(qq.wait_for(10)) == [f"答:问题{number}" for number in range(10)]
    assert time.monotonic() - started < 60


# The engine.


def test_an_engine_six_seconds_late_answers_once(qq, front, engine) -> None:
    engine.seconds = 6
    started = time.monotonic()
    qq.call_back(front, qq.mention("在哪打印"))
    assert time.monotonic() - started < 2  # acknowledged at once
    assert qq.wait_for(1, seconds=12) == ["答:在哪打印"]


def test_an_engine_that_was_down_for_a_minute_answers_everybody_once(qq, front, engine) -> None:
    engine.stop()
    members = [f"M{number}" for number in range(6)]
    for number, member in enumerate(members):
        qq.call_back(front, qq.mention(f"问题{number}", member=member))
        time.sleep(10)
    assert qq.wait_for(len(members)) == [WORDING.engine_down] * len(members)
    engine.start()
    answers = qq.wait_for(2 * len(members), seconds=90)[len(members) :]
    assert sorted(answer[-len("答:问题0") :] for answer in answers) == [
        f"答:问题{number}" for number in range(len(members))
    ]
    time.sleep(3)
    assert len(qq.sent) == 2 * len(members)
    assert [body["msg_seq"] for _, body in qq.sent] == [1] * len(members) + [2] * len(members)


def test_an_engine_that_says_nothing_is_asked_again(qq, front, engine) -> None:
    answers = [[], [{"text": "好了"}]]
    engine.answer = lambda message: answers.pop(0)
    qq.call_back(front, qq.mention("在哪打印"))
    contents = qq.wait_for(2, seconds=20)
    assert contents[0] == WORDING.engine_down
    assert contents[1].endswith("好了")


# What is said.


def test_a_reply_is_plain_and_its_buttons_are_numbers(qq, front, engine) -> None:
    engine.answer = with_buttons
    qq.call_back(front, qq.mention("在哪打印"))
    assert qq.wait_for(1) == [
        f"去行政楼402室,网址 {WORDING.link_left_out}。\n\n"
        f"{WORDING.choices_in_group}\n1. 什么时候能打印\n2. 转给辅导员"
    ]


def test_registered_links_are_sent(qq, serve_front, engine) -> None:
    engine.answer = with_buttons
    front = serve_front(**qq.settings(BOT_QQ_HOSTS="zg.hit.edu.cn"))
    qq.call_back(front, qq.event("C2C_MESSAGE_CREATE", "在哪打印"))
    (content,) = qq.wait_for(1)
    assert "http://zg.hit.edu.cn" in content
    assert WORDING.choices in content


def test_a_number_chooses_only_for_the_one_who_was_asked(qq, front, engine) -> None:
    engine.answer = with_buttons
    qq.call_back(front, qq.mention("在哪打印", member="A"))
    qq.wait_for(1)
    qq.call_back(front, qq.mention("1", member="B"))
    qq.call_back(front, qq.mention("1", member="A"))
    contents = qq.wait_for(3)
    assert engine.texts[0] == "在哪打印"
    assert sorted(engine.texts[1:]) == ['/choose_entry{"entry": "print/when"}', "1"]
    assert '按了:/choose_entry{"entry": "print/when"}' in contents


def test_a_slash_that_is_typed_stays_text(qq, front, engine) -> None:
    qq.call_back(front, qq.mention("/restart"))
    qq.wait_for(1)
    assert engine.texts == ["\uff0frestart"]


def test_a_calendar_file_is_linked_where_the_front_has_an_address(qq, serve_front, engine) -> None:
    custom = {"outcome": "answer", "files": [{"title": "日历提醒", "url": "/files/a.ics"}]}
    engine.answer = lambda message: [{"text": "最晚9月21日。", "custom": custom}]
    settings = {"BOT_PUBLIC_URL": "https://bot.example.edu.cn/"}
    front = serve_front(**qq.settings(BOT_QQ_HOSTS="bot.example.edu.cn"), **settings)
    qq.call_back(front, qq.mention("算有效期"))
    assert qq.wait_for(1) == ["最晚9月21日。\n日历提醒:https://bot.example.edu.cn/files/a.ics"]


# Faults on the way out.


def test_a_token_that_expires_in_the_midst_is_renewed_once_for_all(qq, front, engine) -> None:
    qq.call_back(front, qq.mention("甲", member="A"))
    qq.wait_for(1)
    qq.good_tokens.clear()
    for member in "BCDEF":
        qq.call_back(front, qq.mention(member, member=member))
    assert sorted(qq.wait_for(6)) == ["答:B", "答:C", "答:D", "答:E", "答:F", "答:甲"]
    assert qq.tokens_given == 2


def test_the_first_token_is_fetched_once_for_all(qq, front) -> None:
    for member in "ABCDE":
        qq.call_back(front, qq.mention(member, member=member))
    qq.wait_for(5)
    assert qq.tokens_given == 1


def test_an_answer_that_got_lost_on_the_way_back_is_not_said_twice(qq, front) -> None:
    def take_and_break(body):
        qq.take("/v2/groups/GROUP/messages", body)
        return JSONResponse({}, status_code=502)

    qq.scripted = [take_and_break]
    qq.call_back(front, qq.mention("在哪打印"))
    assert qq.wait_for(1) == ["答:在哪打印"]
    deadline = time.monotonic() + 5
    while len(qq.attempts) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert [body["msg_seq"] for _, body, _ in qq.attempts] == [1, 1]
    assert len(qq.sent) == 1


def test_a_number_that_a_former_process_used_is_passed_over(qq, front) -> None:
    event = qq.mention("在哪打印")
    qq.take("/v2/groups/GROUP/messages", {"content": "x", "msg_id": event["d"]["id"], "msg_seq": 1})
    qq.call_back(front, event)
    assert qq.wait_for(2)[1] == "答:在哪打印"
    assert qq.sent[1][1]["msg_seq"] == 2


@pytest.mark.parametrize("code", [22009, 1100100])
def test_what_may_be_tried_again_is(qq, front, code: int) -> None:
    qq.scripted = [refuse(code), refuse(code)]
    qq.call_back(front, qq.mention("在哪打印"))
    assert qq.wait_for(1) == ["答:在哪打印"]
    assert len(qq.attempts) == 3


@pytest.mark.parametrize("code", [11253, 11298, 1100101, 424242])
def test_what_may_not_is_given_up_and_explained(qq, front, caplog, code: int) -> None:
    qq.scripted = [refuse(code)] * 3
    qq.call_back(front, qq.mention("在哪打印"))
    time.sleep(3)
    assert len(qq.attempts) == 1
    assert f"错误码 {code}:" in caplog.text


def test_a_message_in_review_counts_as_sent(qq, front) -> None:
    qq.scripted = [refuse(304023, 202)]
    qq.call_back(front, qq.mention("在哪打印"))
    time.sleep(2)
    assert len(qq.attempts) == 1


def test_an_answer_that_comes_too_late_is_said_unasked(qq, front) -> None:
    qq.scripted = [refuse(40034005)]
    qq.call_back(front, qq.mention("在哪打印"))
    qq.wait_for(1)
    assert qq.sent[0][1] == {"content": "答:在哪打印", "msg_type": 0}


def test_what_is_said_unasked_and_perhaps_arrived_is_not_said_again(qq, front) -> None:
    qq.scripted = [refuse(40034005), lambda body: JSONResponse({}, status_code=502)]
    qq.call_back(front, qq.mention("在哪打印"))
    time.sleep(4)
    assert ["msg_id" in body for _, body, _ in qq.attempts] == [True, False]


def test_a_mail_address_that_is_taken_for_a_link_is_written_in_words(qq, front, engine) -> None:
    engine.answer = lambda message: [{"text": "发到 `hitdyzzgx@163.com`。"}]
    qq.scripted = [refuse(40054010)]
    qq.call_back(front, qq.mention("回执发到哪"))
    assert qq.wait_for(1) == [f"发到 hitdyzzgx@163(点)com。\n\n{WORDING.mail_in_words}"]


def test_a_text_that_the_platform_never_lets_through_is_replaced(qq, front, caplog) -> None:
    qq.scripted = [refuse(304003), refuse(304003)]
    qq.call_back(front, qq.mention("在哪打印"))
    assert qq.wait_for(1) == [WORDING.unsendable]
    assert "没有在 QQ 开放平台登记" in caplog.text


def test_without_a_token_the_answer_waits(qq, front, caplog) -> None:
    usual, qq.seconds = qq.seconds, "0"
    qq.call_back(front, qq.mention("在哪打印"))
    deadline = time.monotonic() + 5
    while "没有给令牌" not in caplog.text:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    qq.seconds = usual
    assert qq.wait_for(1, seconds=20) == ["答:在哪打印"]


def test_a_wrong_secret_is_explained(qq, serve_front, caplog) -> None:
    front = serve_front(**qq.settings())
    settings = qq.settings(BOT_QQ_APP_ID="102000001", BOT_QQ_SECRET="another-secret")
    other = serve_front(**settings)
    assert qq.call_back(other, qq.mention("在哪打印")).status_code == 401
    assert "请核对 BOT_QQ_SECRET" in caplog.text
    assert qq.call_back(front, qq.mention("在哪打印")).status_code == 200


def test_everything_is_counted(qq, front) -> None:
    qq.scripted = [refuse(22009)]
    qq.call_back(front, qq.mention("在哪打印"))
    qq.call_back(front, qq.event("GROUP_MESSAGE_CREATE", "闲聊", mentions=[]))
    front.post("/channels/qq", b"{}", {})
    qq.wait_for(1)
    metrics = front.metrics()
    for line in (
        'bot_platform_answers_total{channel="qq",code="22009"} 1',
        'bot_platform_answers_total{channel="qq",code="0"} 1',
        'bot_passed_over_total{channel="qq",reason="addressed"} 1',
        'bot_passed_over_total{channel="qq",reason="forged"} 1',
    ):
        assert line in metrics
    assert "在哪打印" not in metrics
