"""Takes personal details out of a text before it is stored.

Numbers are masked by their shape, names only where they're given as such (我叫…, 姓名:…). What is
masked needlessly costs a word of a question; what isn't stays for weeks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_HAN = r"[\u3400-\u9fff]"
_SURNAME = (
    "(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|宇文|长孙|夏侯|轩辕|端木|独孤|南宫|"
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵"
    "万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包"
    "宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤"
    "阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和"
    "仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝])"
)
_NO_NAME = (
    r"(?!毕业|应届|高年级|高校|党员|党支|党委|何时|何处|何地|何种|关系|关于|明年|明天|单位|单独|连续|"
    r"时间|时候|成年|成绩|全部|全体|全日|和|师|应该|应当|安排|文件|文科|文学|金额|方便|方面|白天|向|"
    r"包括|路上|管理|解决|查|迟|边|商|时|任何|任务|万一|江苏|江西|宁夏|安徽|云南|广|许可|许多|温馨|"
    r"石家庄|武汉|金融|成都|齐齐|吉林|马上|易|计|左撇)"
)
_STOP = r"[,，。.;；、!！??\s:：\-—(（)）]"
_END = rf"(?={_STOP}|$|学号|今年|来自|同学|是|想|请|咨询|问|的|在|要|我|介绍信|毕业|一名|专业)"
_NAME = rf"{_NO_NAME}{_SURNAME}(?:{_HAN}{{1,2}}?{_END}|{_HAN}{{2}})"
_NAME_ALONE = rf"{_NO_NAME}{_SURNAME}{_HAN}{{1,2}}?(?=[,，。.;；、!！??\s(（]|$|学号|同学)"
_FOREIGN_NAME = rf"{_HAN}{{1,10}}·{_HAN}{{1,10}}"
_CHINESE_DIGIT = "[零〇一二三四五六七八九幺两]"
_DATE = r"(?:201[5-9]|202\d|203[0-5])(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

_MASKS = tuple(
    (shown, re.compile(pattern, re.IGNORECASE))
    for shown, pattern in (
        ("〔邮箱〕", r"(?<![a-z0-9._%+-])[a-z0-9._%+-]+ ?@ ?[a-z0-9-]+(?: ?\.[a-z0-9-]+)+"),
        ("〔证件号〕", r"(?<![0-9a-z])\d{6}[- ]?\d{8}[- ]?\d{3}[0-9x](?![0-9a-z])"),
        ("〔证件号〕", r"(?<![0-9a-z])[a-z]\d{8}(?![0-9a-z])"),
        ("〔手机〕", r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),
        ("〔手机〕", rf"(?:{_CHINESE_DIGIT}[- ]?){{7,}}"),
        ("〔座机〕", r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"),
        ("〔学号〕", r"(?<![0-9a-z])\d{2,3}[a-z]{1,2}\d{5,7}(?![0-9a-z])"),
        ("〔学号〕", r"(?<=学号)(?:[::是为 ]*)(?=[0-9a-z]*\d)[0-9a-z]{5,20}"),
        ("〔帐号〕", r"(?<=qq)(?:号码?)?[::是 ]*\d{5,12}"),
        ("〔帐号〕", r"(?<=微信)号?[::是 ]*[a-z][-_a-z0-9]{5,19}"),
        ("〔学号〕", rf"(?<![0-9a-z])(?!{_DATE}(?!\d))\d{{8,}}(?![0-9a-z])"),
        ("〔姓名〕", rf"(?<=我叫)(?:{_FOREIGN_NAME}|{_NAME})"),
        (
            "〔姓名〕",
            rf"(?<=我叫){_NO_NAME}(?![不他你她谁啥什车人老同机快顺]){_HAN}{{2,4}}?(?={_STOP}|学号|$)",
        ),
        ("〔姓名〕", rf"(?<=我是){_NAME_ALONE}"),
        ("〔姓名〕", rf"(?<=本人)(?:[::是叫 ]*)(?:{_FOREIGN_NAME}|{_NAME_ALONE})"),
        (
            "〔姓名〕",
            rf"(?<=姓名|名字|署名)(?:[::是叫为 ]*)(?:{_FOREIGN_NAME}|{_NAME_ALONE})",
        ),
        ("〔姓名〕", rf"(?<=姓名)[::]\s*{_HAN}{{2,4}}(?!{_HAN})"),
        (
            "〔姓名〕",
            r"(?<=my name is )(?!spel|wrong|not |missing|writ|in |on )[a-z]+(?: [a-z]+){0,2}",
        ),
        (
            "〔姓名〕",
            r"(?<=wo jiao )(?!gei|dao|shang|hui|le )[a-z]+(?: [a-z]+){0,2}?"
            r"(?=[,，。.!！??]|$| wo | xiang | xue)",
        ),
    )
)  # fmt: skip
_WIDE = str.maketrans("０１２３４５６７８９＠．－　", "0123456789@.- ")


def mask(text: str, public: Iterable[str] = ()) -> str:
    """Return ``text`` with id numbers, phones, mail addresses, student numbers and names masked.

    :param text: what a student typed; full-width digits are read as digits
    :param public: texts that stay, such as the college's own mailboxes
    """
    text = text.translate(_WIDE)
    kept = {f"\ue000{number}\ue001": value for number, value in enumerate(public)}
    for token, value in kept.items():
        text = text.replace(value, token)
    for shown, pattern in _MASKS:
        text = pattern.sub(shown, text)
    for token, value in kept.items():
        text = text.replace(token, value)
    return text
