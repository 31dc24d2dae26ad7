"""A counselor's answer reaches who asked, once, on the way they came."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels import Inbound, Outbound
from bot.desk import DeskError
from bot.desk.outbox import Notice
from bot.front.gateway import SendError
from bot.front.housekeeping import Housekeeping
from bot.knowledge.model import Wording
from tests.desk.conftest import answer
from tests.front.conftest import House, Outgoing, Street, eventually


@pytest.fixture
def wording(knowledge) -> Wording:
    return knowledge.wording


async def ask(house: House, channel: str, message_id: str = "1") -> str:
    """Say something, as the engine's sender id of which a question is stored; return that id."""
    inbound = Inbound(
        channel=channel, user="u", message_id=message_id, text="问", reply_to={"id": message_id}
    )
    await house.gateway.receive(inbound, patience=None)
    return f"{house.gateway.conversation(channel, None, 'u')}-1"


async def question(house: House, channel: str, text: str = "介绍信丢了") -> int:
    """Store a question as the action does."""
    sender = await ask(house, channel)
    return house.desk.questions.add(text, session=sender, channel=channel)


def publish(house: House, number: int, wording: Wording) -> None:
    answer(house.desk, number, "请联系党支部书记补办。", wording)


async def test_in_the_web_it_is_fetched(street: Street, wording) -> None:
    async with street.open() as house:
        number = await question(house, "web")
        publish(house, number, wording)
        assert await house.delivery.deliver_due() == 1
        assert await house.delivery.deliver_due() == 0
        (_, told) = house.history()
    assert "补办" in told
    assert str(number) in told


async def test_elsewhere_it_is_sent_as_an_answer_to_the_last_message(
    street: Street, wording
) -> None:
    outgoing = Outgoing()
    async with street.open(qq=outgoing) as house:
        number = await question(house, "qq")
        await ask(house, "qq", "2")
        publish(house, number, wording)
        await house.delivery.deliver_due()
    route, told = outgoing.sent[-1]
    assert (route.user, route.reply_to) == ("u", {"id": "2"})
    assert told.question_number == number


async def test_two_questions_of_one_conversation_are_told_once(street: Street, wording) -> None:
    async with street.open() as house:
        number = await question(house, "web")
        sender = f"{house.gateway.conversation('web', None, 'u')}-2"
        house.desk.questions.add("介绍信丢了能补吗", session=sender, channel="web")
        publish(house, number, wording)
        assert await house.delivery.deliver_due() == 1
        assert len(house.history()) == 2
        assert house.desk.outbox.count("sent") == 1


async def test_a_crash_between_storing_and_marking_tells_nobody_twice(
    street: Street, wording, monkeypatch
) -> None:
    async with street.open() as house:
        number = await question(house, "web")
        publish(house, number, wording)
        (notice,) = house.desk.outbox.due()
        outbound = Outbound(text=notice.text)
        await house.gateway.deliver(f"publication {notice.publication}", notice.session, outbound)
    async with street.open() as house:  # the notice is still waiting: nobody marked it
        assert await house.delivery.deliver_due() == 1
        assert len(house.history()) == 2
        assert house.desk.outbox.count("sent") == 1


async def test_a_crash_in_the_midst_of_sending_is_shown_to_the_counselors(
    street: Street, wording
) -> None:
    outgoing = Outgoing()
    async with street.open(qq=outgoing) as house:
        number = await question(house, "qq")
        publish(house, number, wording)
        outgoing.failures = [RuntimeError("the line broke")]
        await house.delivery.deliver_due()
        assert house.desk.outbox.count("given_up") == 1
        (notice,) = house.desk.outbox.newest("given_up")
        assert "RuntimeError" in (notice.error or "")
        await ask(house, "qq", "2")
        await eventually(lambda: house.desk.outbox.count("waiting") == 1)
        await house.delivery.deliver_due()
    assert outgoing.sent == [], "perhaps it was said: it's not said again"


async def test_who_cannot_be_reached_is_told_when_they_write_again(street: Street, wording) -> None:
    outgoing = Outgoing()
    async with street.open(qq=outgoing) as house:
        number = await question(house, "qq")
        publish(house, number, wording)
        outgoing.failures = [SendError("the time to answer is over", final=True)]
        await house.delivery.deliver_due()
        assert house.desk.outbox.count("given_up") == 1
        await ask(house, "qq", "2")
        await eventually(lambda: house.desk.outbox.count("waiting") == 1)
        await house.delivery.deliver_due()
    route, told = outgoing.sent[-1]
    assert (route.reply_to, told.question_number) == ({"id": "2"}, number)


async def test_a_send_that_failed_is_tried_later(street: Street, wording) -> None:
    outgoing = Outgoing()
    async with street.open(qq=outgoing) as house:
        number = await question(house, "qq")
        publish(house, number, wording)
        outgoing.failures = [SendError("busy")]
        await house.delivery.deliver_due()
        assert await house.delivery.deliver_due() == 0, "not at once"
        assert house.desk.outbox.count("waiting") == 1


async def test_trouble_ends_no_task(street: Street, wording, monkeypatch) -> None:
    monkeypatch.setattr("bot.front.delivery.PAUSE_SECONDS", 0.01)
    troubles = [DeskError("busy"), ValueError("a bug")]
    async with street.open() as house:
        number = await question(house, "web")
        publish(house, number, wording)
        due = house.desk.outbox.due

        def troubled_due() -> list[Notice]:
            if troubles:
                raise troubles.pop()
            return due()

        monkeypatch.setattr(house.desk.outbox, "due", troubled_due)
        task = asyncio.create_task(house.delivery.run())
        await eventually(lambda: len(house.history()) == 2)
        task.cancel()


async def test_nobody_there_is_given_up(street: Street, wording) -> None:
    async with street.open() as house:
        number = house.desk.questions.add("介绍信丢了", session="gone-1", channel="web")
        publish(house, number, wording)
        await house.delivery.deliver_due()
        assert house.desk.outbox.count("given_up") == 1


async def test_every_exchange_is_noted_masked(street: Street, engine) -> None:
    engine.answer = lambda message: [
        {"text": "好", "custom": {"outcome": "answer", "entries": ["print/where"]}}
    ]
    async with street.open() as house:
        inbound = Inbound(
            channel="web", user="u", message_id="1", text="我手机13812345678,发hitdyzzgx@163.com吗"
        )
        given = await house.gateway.receive(inbound, patience=None)
        assert given
        await eventually(lambda: house.desk.exchanges.by_reply(given.id))
        noted = house.desk.exchanges.by_reply(given.id)
        assert noted
        assert noted.text == "我手机〔手机〕,发hitdyzzgx@163.com吗"
        assert (noted.outcome, noted.entries, noted.channel) == ("answer", ("print/where",), "web")
        assert 0 <= noted.milliseconds < 60_000


async def test_what_is_too_old_is_deleted(street: Street) -> None:
    async with street.open() as house:
        await question(house, "web", "介绍信弄丢了怎么补")
        await Housekeeping(house.desk, house.inbox, house.worker, days=90).clean()
        assert [q.text for q in house.desk.questions.all()] == ["介绍信弄丢了怎么补"]
        assert house.history() == ["答:问"]
        await asyncio.sleep(1.1)
        await Housekeeping(house.desk, house.inbox, house.worker, days=0).clean()
        assert [q.text for q in house.desk.questions.all()] == [""]
        assert house.history() == []
