"""``python -m bot.knowledge``: check ``kb/`` and print what it covers, or every problem."""

from __future__ import annotations

import sys

from bot.knowledge.checking import check, coverage
from bot.knowledge.located import KnowledgeError


def main() -> int:
    """Return the exit code: 1 when anything is wrong."""
    try:
        knowledge = check()
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\nkb/ 有 {len(error.problems)} 处问题\n")
        return 1
    sys.stdout.write(f"kb/ 检查通过\n{coverage(knowledge)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
