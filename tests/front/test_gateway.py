"""Every message is answered once, whatever happens on the way."""

from __future__ import annotations

import asyncio
import random
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels import Inbound
from bot.front.gateway import LONGEST_MESSAGE, SendError
from bot.front.limits import TooOftenError
from bot.front.patience import Patience
from tests.front.conftest import QUICK, Outgoing, Street, eventually
from tests.front.fake_engine import FakeEngine, echo


def qq(text: str, message_id: str, user: str = "u", group: str | None = "g") -> Inbound:
    return Inbound(
        channel="qq",
        message_id=message_id,
        user=user,
        group=group,
        text=text,
        reply_to={"msg_id": message_id},
    )


async def test_the_reply_is_returned_to_who_waits(street: Street, engine: FakeEngine) -> None:
    async with street.open() as house:
        assert await house.say("在哪打印", "1") == "答:在哪打印"
    (asked,) = engine.asked
    assert asked["metadata"] == {"channel": "web", "group": False}
    assert asked["sender"] != "u"


async def test_the_reply_is_sent_where_nobody_waits(street: Street, engine: FakeEngine) -> None:
    outgoing = Outgoing()
    async with street.open(qq=outgoing) as house:
        assert await house.gateway.receive(qq("在哪打印", "m1")) is None
        assert await outgoing.wait_for(1) == ["答:在哪打印"]
    route, _ = outgoing.sent[0]
    assert (route.channel, route.group, route.user) == ("qq", "g", "u")
    assert route.reply_to == {"msg_id": "m1"}
    assert engine.asked[0]["metadata"] == {"channel": "qq", "group": True}


async def test_two_members_of_a_group_are_two_sessions(street: Street, engine: FakeEngine) -> None:
    async with street.open(qq=Outgoing()) as house:
        for number, (user, group) in enumerate([("u", "g"), ("v", "g"), ("u", "h"), ("u", None)]):
            await house.gateway.receive(qq("问", str(number), user, group), patience=None)
    assert len({message["sender"] for message in engine.asked}) == 4


# Duplicates


async def test_a_duplicate_while_the_first_is_answered_waits_for_the_same_reply(
    street: Street, engine: FakeEngine
) -> None:
    engine.seconds = 0.2
    async with street.open() as house:
        replies = await asyncio.gather(*(house.say("在哪打印", "1") for _ in range(5)))
    assert replies == ["答:在哪打印"] * 5
    assert engine.texts == ["在哪打印"]


async def test_a_duplicate_is_dropped_where_nobody_waits(
    street: Street, engine: FakeEngine
) -> None:
    outgoing = Outgoing()
    engine.seconds = 0.1
    async with street.open(qq=outgoing) as house:
        for _ in range(3):
            await house.gateway.receive(qq("问", "m1"))
        await outgoing.wait_for(1)
        assert await house.gateway.receive(qq("问", "m1")) is None
        assert await house.gateway.receive(qq("问", "m1"), patience=1) is None
        await eventually(lambda: house.gateway.waiting() == 0)
    assert outgoing.texts == ["答:问"]
    assert len(engine.asked) == 1


async def test_a_duplicate_after_a_restart_gets_the_first_reply(
    street: Street, engine: FakeEngine
) -> None:
    async with street.open() as house:
        first = await house.say("在哪打印", "1")
    async with street.open() as house:
        assert await house.say("在哪打印", "1") == first
        assert house.history() == [first]
    assert len(engine.asked) == 1


async def test_the_platform_retries_and_whoever_still_waits_gets_the_reply(
    street: Street, engine: FakeEngine
) -> None:
    # A 公众号: five seconds to answer, three tries. The reply goes to the try that is waiting.
    engine.seconds = 0.25
    outgoing = Outgoing()
    async with street.open(qq=outgoing) as house:
        tries = [await house.gateway.receive(qq("问", "1"), patience=0.1) for _ in range(3)]
    assert [t and t.reply.text for t in tries] == [None, None, "答:问"]
    assert outgoing.sent == []


async def test_a_reply_that_comes_when_nobody_waits_any_more_is_sent(
    street: Street, engine: FakeEngine
) -> None:
    engine.seconds = 0.2
    outgoing = Outgoing()
    async with street.open(qq=outgoing) as house:
        assert await house.gateway.receive(qq("问", "1"), patience=0.05) is None
        assert await outgoing.wait_for(1) == ["答:问"]


# Order and sessions


async def test_one_message_of_a_session_at_a_time_in_order(
    street: Street, engine: FakeEngine
) -> None:
    engine.seconds = 0.02
    outgoing = Outgoing()
    async with street.open(qq=outgoing) as house:
        for number in range(10):
            await house.gateway.receive(qq(f"问{number}", str(number)))
        await outgoing.wait_for(10)
    assert engine.texts == [f"问{number}" for number in range(10)]
    assert outgoing.texts == [f"答:问{number}" for number in range(10)]
    assert set(engine.most_at_once.values()) == {1}


async def test_a_slow_session_holds_up_no_other(street: Street, engine: FakeEngine) -> None:
    async with street.open() as house:
        engine.seconds = 0.3
        slow = asyncio.create_task(house.say("慢", "1"))
        await eventually(lambda: engine.asked)
        engine.seconds = 0
        other = Inbound(channel="web", user="v", message_id="1", text="快")
        quick = await asyncio.wait_for(house.gateway.receive(other, patience=None), 0.2)
        assert quick is not None
        assert not slow.done()
        await slow


async def test_a_new_session_after_forty_turns(street: Street, engine: FakeEngine) -> None:
    async with street.open() as house:
        house.gateway._member_limit._burst = 1000
        for number in range(81):
            await house.say("问", str(number))
    senders = [message["sender"] for message in engine.asked]
    assert [senders.count(s) for s in dict.fromkeys(senders)] == [40, 40, 1]


async def test_two_hundred_messages_a_second_are_refused_and_the_rest_answered_once(
    street: Street, engine: FakeEngine
) -> None:
    async with street.open() as house:
        results = await asyncio.gather(
            *(house.say(f"问{number}", str(number)) for number in range(200)),
            return_exceptions=True,
        )
        refused = [r for r in results if isinstance(r, TooOftenError)]
        answered = [r for r in results if isinstance(r, str)]
        assert len(answered) == 20
        assert len(refused) == 180
        assert all(1 <= r.seconds <= 60 for r in refused)
        assert sorted(answered) == sorted(house.history())
        # A retry of one that was answered is no further message.
        assert await house.say("问0", "0") == "答:问0"
    assert len(engine.asked) == 20


# An engine in trouble


async def test_a_slow_engine_gets_an_apology_and_the_answer_follows(
    street: Street, engine: FakeEngine, knowledge
) -> None:
    engine.seconds = 2
    async with street.open(QUICK._replace(apology=0.3)) as house:
        assert await house.say("在哪打印", "1") == knowledge.wording.engine_down
        await eventually(lambda: len(house.history()) == 2)
        assert house.history()[1].endswith("\n答:在哪打印")
        assert "“在哪打印”" in house.history()[1]
        await eventually(lambda: house.gateway.waiting() == 0)
    assert len(engine.asked) == 1, "it was not asked a second time"


async def test_an_engine_six_seconds_late_is_waited_for(street: Street, engine: FakeEngine) -> None:
    engine.seconds = 6
    async with street.open(Patience()) as house:
        assert await house.say("在哪打印", "1") == "答:在哪打印"


async def test_an_engine_that_says_nothing_gets_an_apology_and_is_asked_again(
    street: Street, engine: FakeEngine, knowledge
) -> None:
    engine.answer = lambda message: []
    outgoing = Outgoing()
    async with street.open(qq=outgoing) as house:
        await house.gateway.receive(qq("在哪打印", "1"))
        assert await outgoing.wait_for(1) == [knowledge.wording.engine_down]
        engine.answer = echo
        await outgoing.wait_for(2)
        await eventually(lambda: house.gateway.waiting() == 0)
    assert outgoing.texts[1].endswith("答:在哪打印")
    assert len(outgoing.texts) == 2


@pytest.mark.parametrize(
    "nonsense",
    [
        [{"text": "x", "buttons": [{"title": "t", "payload": "/unknown"}]}],
        [{"custom": {"outcome": "answer"}}],
        {"error": "x"},
        [1],
        "text",
    ],
)
async def test_an_engine_that_talks_nonsense_gets_an_apology(
    street: Street, engine: FakeEngine, knowledge, nonsense: object
) -> None:
    engine.answer = lambda message: nonsense
    async with street.open() as house:
        assert await house.say("在哪打印", "1") == knowledge.wording.engine_down


async def test_an_engine_that_is_down_and_back_answers_all_that_waited(
    street: Street, engine: FakeEngine, knowledge
) -> None:
    engine.stop()
    async with street.open() as house:
        for number in range(3):
            assert await house.say(f"问{number}", str(number)) == knowledge.wording.engine_down
        await asyncio.sleep(0.5)
        engine.start()
        await eventually(lambda: house.gateway.waiting() == 0)
        assert sorted(text.rpartition("\n")[2] for text in house.history()[3:]) == [
            f"答:问{number}" for number in range(3)
        ]
        # A retry now gets the answer, not the apology again.
        assert (await house.say("问0", "0")).endswith("答:问0")
    assert sorted(engine.texts) == ["问0", "问1", "问2"]


async def test_asking_the_same_again_takes_the_place_of_what_waits(
    street: Street, engine: FakeEngine, knowledge
) -> None:
    engine.stop()
    async with street.open() as house:
        await house.say("在哪打印", "1")
        await house.say("在哪打印", "2")
        engine.start()
        await eventually(lambda: house.gateway.waiting() == 0)
        assert [t.rpartition("\n")[2] for t in house.history()[2:]] == ["答:在哪打印"]


async def test_who_waits_for_too_long_is_given_up(street: Street, engine: FakeEngine) -> None:
    engine.stop()
    async with street.open(QUICK._replace(give_up=0.5)) as house:
        await house.say("在哪打印", "1")
        await eventually(lambda: house.gateway.waiting() == 0)
        engine.start()
        await asyncio.sleep(0.3)
        assert len(house.history()) == 1
    assert "在哪打印" not in raw(street)


# Restarts


async def test_what_was_not_answered_is_answered_after_a_restart(
    street: Street, engine: FakeEngine
) -> None:
    engine.stop()
    outgoing = Outgoing()
    async with street.open(qq=outgoing) as house:
        await house.gateway.receive(qq("在哪打印", "m1"))
        await outgoing.wait_for(1)
    engine.start()
    later = Outgoing()
    async with street.open(qq=later) as house:
        await later.wait_for(1)
        await eventually(lambda: house.gateway.waiting() == 0)
    assert later.texts == ["久等了,你刚才问的“在哪打印”:\n答:在哪打印"]
    assert later.sent[0][0].reply_to == {"msg_id": "m1"}


async def test_a_message_too_old_at_the_restart_is_given_up(
    street: Street, engine: FakeEngine
) -> None:
    engine.stop()
    async with street.open() as house:
        await house.say("在哪打印", "1")
    engine.start()
    await asyncio.sleep(2.1)
    async with street.open(QUICK._replace(give_up=1)) as house:
        assert house.gateway.waiting() == 0
    assert engine.asked == []
    assert "在哪打印" not in raw(street)


async def test_the_history_survives_a_restart(street: Street) -> None:
    async with street.open() as house:
        for number in range(3):
            await house.say(f"问{number}", str(number))
    async with street.open() as house:
        await house.say("问3", "3")
        assert house.history() == [f"答:问{number}" for number in range(4)]


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_each_message_is_answered_once(
    street: Street, engine: FakeEngine, seed: int
) -> None:
    chance = random.Random(seed)
    outgoing = Outgoing()
    sent: set[str] = set()
    for _ in range(4):  # processes, one after the other
        async with street.open(qq=outgoing) as house:
            for _ in range(8):
                engine.answer = chance.choice([echo, echo, lambda message: []])
                engine.seconds = chance.choice([0, 0, 0.05])
                number = str(chance.randrange(12))
                sent.add(number)
                patience = chance.choice([0, 0, 0.02, 5])
                given = await house.gateway.receive(qq(f"问{number}。", number), patience=patience)
                if given is not None and given.reply.outcome == "answer":
                    again = await house.gateway.receive(qq(f"问{number}。", number), patience=5)
                    assert again == given
                await asyncio.sleep(chance.choice([0, 0.01, 0.1]))
    engine.answer, engine.seconds = echo, 0
    async with street.open(qq=outgoing) as house:
        await eventually(lambda: house.gateway.waiting() == 0)
        said = house.history("qq", "g")
    answers = [text for text in said if "答:" in text]
    assert sorted(answers) == sorted(set(answers))
    assert {text.rpartition("答:")[2] for text in answers} == {f"问{number}。" for number in sent}
    assert len(answers) == len(sent)
    told = [text for text in outgoing.texts if "答:" in text]
    assert len(told) == len(set(told))


# Sending


async def test_a_send_that_failed_is_tried_again(street: Street) -> None:
    outgoing = Outgoing()
    outgoing.failures = [SendError("busy"), SendError("busy")]
    async with street.open(qq=outgoing) as house:
        await house.gateway.receive(qq("问", "1"))
        assert await outgoing.wait_for(1) == ["答:问"]


@pytest.mark.parametrize("failure", [SendError("gone", final=True), RuntimeError("perhaps sent")])
async def test_a_send_that_cannot_work_or_may_have_worked_is_not(
    street: Street, failure: Exception
) -> None:
    outgoing = Outgoing()
    outgoing.failures = [failure]
    async with street.open(qq=outgoing) as house:
        await house.gateway.receive(qq("问", "1"))
        await eventually(lambda: house.gateway.waiting() == 0)
        await asyncio.sleep(0.4)
    async with street.open(qq=outgoing):
        await asyncio.sleep(0.2)
    assert outgoing.sent == []


async def test_an_unsent_reply_is_sent_after_a_restart(street: Street) -> None:
    outgoing = Outgoing()
    outgoing.failures = [SendError("busy")] * 100
    async with street.open(qq=outgoing) as house:
        await house.gateway.receive(qq("问", "1"))
        await eventually(lambda: len(outgoing.failures) < 99)
    outgoing.failures = []
    async with street.open(qq=outgoing):
        assert await outgoing.wait_for(1) == ["答:问"]


# Privacy and bad input


def raw(street: Street) -> str:
    """Return the whole content of the database, as it stands in the file."""
    connection = sqlite3.connect(street.path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return street.path.read_bytes().decode(errors="replace")


async def test_a_question_is_on_disk_only_while_it_waits(
    street: Street, engine: FakeEngine
) -> None:
    engine.answer = lambda message: [{"text": "好的"}]
    engine.seconds = 0.2
    async with street.open() as house:
        saying = asyncio.create_task(house.say("我叫王小明", "1"))
        await eventually(lambda: engine.asked)
        assert "王小明" in raw(street)
        await saying
    assert "王小明" not in raw(street)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "\x00\x01", "\u200b", pytest.param("问" * LONGEST_MESSAGE, id="too long")],
)
async def test_what_cannot_be_read_is_answered_without_the_engine(
    street: Street, engine: FakeEngine, text: str
) -> None:
    async with street.open() as house:
        assert await house.say(text, "1")
        assert await house.say(text, "1") == house.history()[0]
    assert engine.asked == []


async def test_a_slash_is_text_and_a_button_a_payload(street: Street, engine: FakeEngine) -> None:
    async with street.open() as house:
        await house.say("/restart", "1")
        press = Inbound(channel="web", user="u", message_id="2", button="print/where")
        await house.gateway.receive(press, patience=None)
        press = Inbound(channel="web", user="u", message_id="3", button="/restart")
        await house.gateway.receive(press, patience=None)
    assert engine.texts == ["\uff0frestart", '/choose_entry{"entry": "print/where"}']


names = st.one_of(st.none(), st.text(max_size=20))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(one=st.tuples(st.text(), names, st.text()), two=st.tuples(st.text(), names, st.text()))
def test_conversations_are_the_same_only_for_the_same_person_and_place(
    gateway_for_names, one, two
) -> None:
    first, second = gateway_for_names.conversation(*one), gateway_for_names.conversation(*two)
    assert (first == second) == (one == two)
    assert len(first) == 32


@pytest.fixture
async def gateway_for_names(street: Street):
    async with street.open() as house:
        yield house.gateway
