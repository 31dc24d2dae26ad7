"""``python -m benchmarks.evaluate.dated_actions``: the action server, on a day named in a file.

Some dialogues are about a certain day (明天能打吗 asked on a Wednesday). Everything else is the
product's own: only the clock that :func:`actions.context.house` takes reads the file.
"""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

import actions.context
from bot.calendar import SHANGHAI, Clock, system_clock

HOUR = 9
"""Of the day: before noon, so that the day itself still counts."""


def clock_of(file: Path) -> Clock:
    """Return a clock that says nine o'clock of the day in ``file``, or now when it is empty."""

    def clock() -> datetime:
        named = file.read_text(encoding="ascii").strip()
        if not named:
            return system_clock()
        return datetime.fromisoformat(named).replace(hour=HOUR, tzinfo=SHANGHAI)

    return clock


def main() -> None:
    """Run until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--clock", type=Path, required=True)
    options = parser.parse_args()
    actions.context.system_clock = clock_of(options.clock)
    from rasa_sdk.endpoint import run  # noqa: PLC0415 - only the server needs it

    run("actions", options.port)


if __name__ == "__main__":
    main()
