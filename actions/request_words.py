"""Words of a request that are nobody's name: the kb's terms, and those with which one asks."""

from __future__ import annotations

import functools
import re

import jieba

from actions.surnames import SURNAMES
from bot.knowledge import load_knowledge
from bot.knowledge.grammar import words_of
from bot.knowledge.text import fold
from bot.nlu.lexicon import english_words

FEWEST_OCCURRENCES = 3
"""Of a word of jieba's dictionary, from which it's an ordinary one."""
_NAME_TAGS = ("nr", "nrt", "nrfg")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ASKING = _words(
    """
    石家庄 张家口 张家港 秦皇岛 马鞍山 连云港 景德镇 石河子 万华 帮我 帮俺 帮忙 帮帮我 帮 给我
    给俺 给他 给她 给 替我 替俺 替他 替她 替 为 请 请帮 麻烦 麻烦您 劳烦 烦请 烦 劳驾 辛苦 拜托 求
    求助 想 要 我要 想要 需要 能 能不能 可以 可否 写 写下 写好 写一下 写个 写一个 写封 写一封 写份
    写一份 写出来 写一写 代写 帮写 重写 起草 草拟 拟 拟好 拟定 拟一下 拟个 拟一封 代拟 代笔 生成
    生成一下 编 编辑 编一个 编写 弄 弄个 弄一个 弄一下 弄好 弄出来 整 整个 整一个 整一封 整一下 做
    做个 做一个 出 出个 出一个 出一份 来 来个 来一个 来一份 来一封 来一条 来份 攒 攒个 拼 拼好
    拼一下 拼出来 套 套进去 填 填好 填一下 填上 排 排好 搞 搞定 搞一份 准备 准备好 发 发一下 发给
    发送 寄 交 交上 打 打出来 打开 复制 粘贴 直接 先 再 一下 一个 一封 一份 一条 个 封 份 条 吧 呗
    吗 呢 呀 啊 哈 哦 嘛 了 的 地 得 就 都 也 把 是 叫 用 和 跟 与 及 让 我 俺 咱 你 您 他 她 我们
    咱们 你们 他们 的话 好 好的 谢谢 多谢 谢了 感谢 你好 您好 老师 老师好 同学 同志 学长 学姐 师兄
    师姐 女士 先生 小姐 助手 机器人 学生 本人 名字 姓名 名 姓 学号 号码 号 邮件 邮箱 邮 信 信件
    电邮 电子邮件 回执 回执单 主题 标题 题目 题头 正文 收件人 附件 照片 图片 内容 文案 文字 文本
    格式 模板 模版 成品 成稿 草稿 现成 现成的 这个 那个 这封 那封 这 那 党组织 党组织关系 组织关系
    关系 党 学院 学校 单位 公司 材料 资料 信息 按 按照 照 用的 要的 发的 交的 写的 向 问 代问 代发
    代交 代办 代 应该 其实 改 改成 改为 换成 更正 不对 错了 打错了 写错了 不是 没有 有误 在 到 从
    对 已 已经 还 没 不 手机 电话 方便 另外 还有 我的 他的 她的 我家 这是 那是 谁 什么 怎么 如何
    何时 何处 马上 全部 单独 连续 明天 今天 昨天 后天 时间 时候 室友 舍友 方面 白发 章 盖章 签字
    盖了 盖好 拍照 拍好 拍了 急 快 紧急 邮见 回直 回值 回知 齐活 任务 查下 余下 嗯 嗯嗯 哦哦
    哦哦好的 孙子 孙女 子女 齐了 章上 章盖 章日 章是 应为 应是 应当 待会 待会儿 等会 等会儿 等下
    回头 稍后 随后 晚点 给你 再给 再说 再发 忘了 记不得 记不得了 母亲 父亲 妈妈 爸爸 妈 爸 家长
    辅导员 班主任 儿子 女儿 闺女 孩子 对象 老公 老婆 爱人 媳妇 同事 员工 新员工 新人 朋友 男朋友
    女朋友 弟弟 妹妹 哥哥 姐姐 侄女 侄子 班长 党员 毕业生 毕业 本科 硕士 博士 研究生 俩 各 两个
    """
)
_ENGLISH = _words(
    """
    a an and are can could compose copy dear do draft email e-mail emails fill for form from
    generate get give hello hey help hi i id in is it its it's line mail make me my name need no
    not number of on out please pls plz receipt reply send sender sorry subject student template
    text thanks thank that the this title to up want was with write would you your yours bot done
    ok okay date dated got letter photo header party word link qq wechat hit hr emmm emm hhh nvm
    restart stop redo yes abc
    """
)
_PINYIN = _words(
    """
    wo ni ta bang bangwo gei ti qing xie xieyi xieyige huizhi youjian zhuti biaoti xingming xuehao
    mingzi jiao shi de yao fa fasong xiang jieshaoxin dang dangyuan guanxi zuzhi yixia yige yifeng
    mafan laoshi nihao xiexie shengcheng zenme zhengwen fujian budui gai suan suanle le chong
    chonglai lai yi ge quxiao
    """
)


_WITH_DIGIT = re.compile(r"[a-z]*\d[a-z\d]*")


@functools.cache
def request_words() -> frozenset[str]:
    """Return the Chinese ones, simplified, without spaces."""
    words = set(_ASKING)
    for concept in load_knowledge().concepts.values():
        for written in words_of(concept):
            words.add(fold(written).replace(" ", ""))
    return frozenset(words)


@functools.cache
def foreign_request_words() -> frozenset[str]:
    """Return the English and pinyin ones in lower case."""
    concepts = load_knowledge().concepts.values()
    english = {word for concept in concepts for p in concept.english for word in english_words(p)}
    return frozenset(_ENGLISH | _PINYIN | english)


def has_a_stranger(text: str) -> bool:
    """Tell whether a text holds, beside numbers, a word that may be a name and no request has."""
    said = _WITH_DIGIT.sub(",", fold(text))
    latin = set(re.findall("[a-z]{2,}", said)) - foreign_request_words()
    runs = re.findall("[\u4e00-\u9fff]{2,}", said.replace(" ", ""))
    words = {word for run in runs for word in jieba.cut(run)}
    unknown = words - known_words()
    return bool(latin) or any(len(word) > 1 and word[0] in SURNAMES for word in unknown)


@functools.cache
def known_words() -> frozenset[str]:
    """Return the words of a request and the ordinary ones."""
    return request_words() | ordinary_words()


@functools.cache
def ordinary_words() -> frozenset[str]:
    """Return jieba's words of two or three characters that aren't names of persons."""
    words = set()
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, count, tag = line.decode("utf-8").split()
            # Among proper nouns (nz) of three characters are singers and poets.
            a_name = tag in _NAME_TAGS or (tag == "nz" and len(word) == 3)
            if 2 <= len(word) <= 3 and int(count) >= FEWEST_OCCURRENCES and not a_name:
                words.add(word)
    return frozenset(words)
