"""Chinese surnames, in characters and in pinyin."""

from __future__ import annotations

import functools

from bot.nlu.pinyin import spell


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜"
    "倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游"
    "阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟连"
    "巩鄢闫佟桑郎仇娄仲简党蒙付褚冀栾尚喻芮蒲麻荀楚佘宗桓全巫练敖令东肖蓝逄逯郁虞邸仝俸"
    "乐农沙应寇尧明封邝迟谌衣展门国银骆奚咸籍井权晏濮谯贲战粟揭阚亓隗檀琚庹翦揣朴蔺岑冼麦占阙昝郗漆束钮撒操漏虎海哈敏才仁旦"
)
COMPOUND_SURNAMES = _words(
    """
    欧阳 司马 上官 诸葛 慕容 夏侯 皇甫 尉迟 司徒 司空 令狐 公孙 长孙 宇文 东方 南宫 西门 独孤 轩辕
    钟离 端木 百里 呼延 东郭 澹台 公冶 宗政 濮阳 淳于 单于 太史 申屠 仲孙 鲜于 闾丘 拓跋 赫连 万俟
    闻人 第五 完颜 叶赫 那拉 纳兰 爱新 关尔 耶律 左丘 梁丘 东野
    """
)


@functools.cache
def surnames_in_pinyin() -> frozenset[str]:
    """Return the syllables that a surname is spelt with: ``wang``, ``ouyang``."""
    return frozenset("".join(spell(surname)) for surname in SURNAMES | COMPOUND_SURNAMES)
