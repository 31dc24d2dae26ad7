"""Answers of the 智能机器人, which the platform asks for until they are finished."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

from bot.channels.wecom_bot import STREAM_SECONDS

MOST_STREAMS = 5_000


class Stream:
    """One answer on its way."""

    def __init__(self, since: float) -> None:
        self.since = since
        self.content: str | None = None
        """What is said so far; None while nothing is."""
        self.finish = False
        self.said = asyncio.Event()
        """Set when there is something to say."""
        self.taken = asyncio.Event()
        """Set when the finished answer was handed to the platform."""

    def say(self, content: str, *, finish: bool) -> None:
        """Say something, in place of what was said before."""
        self.content, self.finish = content, finish
        self.said.set()


class Streams:
    """The answers of the last minutes, in memory: a poll after a restart makes a lost one anew."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._streams: OrderedDict[str, Stream] = OrderedDict()

    def open(self, stream_id: str) -> Stream:
        """Return a stream, made if it isn't known."""
        stream = self._streams.get(stream_id)
        if stream is None:
            stream = self._streams[stream_id] = Stream(self._clock())
            while len(self._streams) > MOST_STREAMS:
                self._streams.popitem(last=False)
        return stream

    def asked_for(self, stream: Stream) -> bool:
        """Tell whether the platform will still ask for more of a stream."""
        return not stream.finish and self._clock() - stream.since < STREAM_SECONDS
