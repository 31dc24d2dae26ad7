"""What WeChat's and WeCom's error codes mean, and what may be done about them."""

from __future__ import annotations

from enum import Enum

import msgspec


class Remedy(Enum):
    """What to do about an error."""

    RENEW = "renew"
    """Get a new access_token and try once more."""
    LATER = "later"
    """Try again after a while."""
    NEVER = "never"
    """Trying again can't help: somebody must change a setting, or it is too late."""


class Code(msgspec.Struct, frozen=True):
    """One error code."""

    remedy: Remedy
    meaning: str
    """For the college's technician: what is wrong and where to mend it."""


CODES = {
    -1: Code(Remedy.LATER, "平台繁忙"),
    6000: Code(Remedy.LATER, "同一会话的几条消息撞在一起了"),
    40001: Code(Remedy.RENEW, "access_token 失效,或 Secret 不对"),
    40003: Code(Remedy.NEVER, "收件人的 openid 不属于这个公众号"),
    40013: Code(Remedy.NEVER, "AppID 或企业 ID 不对"),
    40014: Code(Remedy.RENEW, "access_token 不合法"),
    40056: Code(Remedy.NEVER, "AgentId 不对"),
    40125: Code(Remedy.NEVER, "AppSecret 不对,或已在后台重置"),
    40164: Code(Remedy.NEVER, "本机出口 IP 不在公众号后台的 IP 白名单里"),
    42001: Code(Remedy.RENEW, "access_token 过期"),
    43004: Code(Remedy.NEVER, "对方已取消关注"),
    45009: Code(Remedy.LATER, "调用太多,超过平台的频率或当日限额"),
    45011: Code(Remedy.LATER, "调用太频繁"),
    45015: Code(Remedy.NEVER, "超过 48 小时没有互动,客服消息发不出去"),
    45033: Code(Remedy.LATER, "同时的调用太多"),
    45047: Code(Remedy.NEVER, "客服消息条数用完(对方再发一条消息后恢复)"),
    48001: Code(Remedy.NEVER, "公众号没有客服消息权限(需要认证)"),
    48002: Code(Remedy.NEVER, "对方拒收公众号的消息"),
    60011: Code(Remedy.NEVER, "应用无权给这个成员发消息,看后台的可见范围"),
    60020: Code(Remedy.NEVER, "本机出口 IP 不在应用的企业可信 IP 里"),
    81013: Code(Remedy.NEVER, "收件人都不在应用的可见范围里"),
    93000: Code(Remedy.NEVER, "群机器人的 key 不对,或机器人已被移出群"),
    301002: Code(Remedy.NEVER, "AgentId 和 Secret 不是同一个应用的"),
    846605: Code(Remedy.NEVER, "要回复的消息已失效(req_id 不对)"),
    846608: Code(Remedy.NEVER, "流式回复超过 6 分钟,不能再更新"),
    853000: Code(Remedy.NEVER, "BotID 或 Secret 不对"),
}
UNKNOWN = Code(Remedy.NEVER, "平台的未知错误码,见平台的全局错误码页")


def code_of(number: int) -> Code:
    """Return what an error code means."""
    return CODES.get(number, UNKNOWN)
