"""Talk that is certain by its words alone, whatever was said before it."""

from __future__ import annotations

import re

from bot.knowledge.text import bare

CRISIS = "crisis"
"""Intent of somebody who may harm themselves: comes before everything else."""
ACKNOWLEDGES = "affirm"
"""Intent of a bare 哦, 好的, 知道了."""
DOUBTS = "doubt"
"""Intent of a bare 你确定吗, 真的假的."""
_CRISIS = re.compile(
    "不想活|活不下去|活够了|想死(?![你他她它我们])|想去死|去死算了|死了算了|不如死|自杀|轻生|寻短见|跳楼|跳河|割腕|自残"
    "|结束(?:我?自己的?|我的)?生命|活着(?:真|好|太|也|都|就)*(?:没|没有|毫无|无)(?:什么|啥|任何)?(?:意思|意义|劲)|一了百了"
)
_BARE = re.compile(
    "(?:[哦噢喔嗯恩唔]|好的?|好吧|好嘞|好滴|行|中|成|收到|知道|明白|懂|了解|清楚|ok|okk|okay)+[了啦咯呢呀哈吧的]*"
)


_DOUBT = re.compile(
    "(?:你|真的|真|这个?|说的|讲的|答的|回答的?|信息|都|是|能|就|那|可|到底|确实|一定|啊|吧)*"
    "(?:确定|真的假的|真的|靠谱|靠得住|准确?|可信|保证|骗[我人]|瞎说|忽悠|信你)(?:的|吗|么|嘛|不|吧|啊|呀|没|了|是)*"
)


def certain_talk(text: str) -> str | None:
    """Return the intent of a message that is certainly such talk.

    :param text: as typed
    :return: :data:`CRISIS`, :data:`ACKNOWLEDGES`, :data:`DOUBTS` or None
    """
    said = bare(text)
    if _CRISIS.search(said):
        return CRISIS
    if _DOUBT.fullmatch(said):
        return DOUBTS
    return ACKNOWLEDGES if _BARE.fullmatch(said) else None
