"""``python -m bot.front.channels.check``: what is wrong with the channels' settings.

Asks nobody and sends nothing. Exit code 1 when something keeps a channel from working.
"""

from __future__ import annotations

import sys
import unicodedata

from bot.front.channels.checking import Check, Report
from bot.front.channels.clock import check_clock
from bot.front.channels.onebot_check import check_onebot
from bot.front.channels.qq_check import check_qq
from bot.front.channels.wechat_check import (
    check_wechat,
    check_wecom_app,
    check_wecom_bot,
    check_wecom_robot,
)
from bot.knowledge import load_knowledge
from bot.knowledge.loading import KB
from bot.settings import SettingError, Settings

CHECKS: tuple[Check, ...] = (
    check_qq,
    check_onebot,
    check_wecom_bot,
    check_wecom_app,
    check_wechat,
    check_wecom_robot,
)
"""One a channel."""
_TITLE_COLUMNS = 20


def main() -> int:
    """Print a table of the channels with what was found, and return the exit code."""
    try:
        settings = Settings.from_environment()
    except SettingError as error:
        sys.stderr.write(f"错误:{error}\n")
        return 1
    knowledge = load_knowledge()
    reports = [check(settings, knowledge) for check in CHECKS]
    for report in [*reports, check_clock(KB)]:
        sys.stdout.write(_shown(report))
    sys.stdout.write("平台那一头(审核、权限、额度、IP 白名单)这里看不到,见 docs/channels/。\n")
    return 1 if any(report.broken for report in reports) else 0


def _shown(report: Report) -> str:
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in report.title)
    title = report.title.ljust(_TITLE_COLUMNS - wide)
    lines = [f"{title}{report.state}"]
    lines += [f"  {finding.level}:{finding.text}" for finding in report.findings]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
