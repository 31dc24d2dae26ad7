"""What the audit log says, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.desk.audit import Act

Details = Mapping[str, Any]

UNDONE_BY = "undo"

SENTENCES: Mapping[str, str | Callable[[Details], str]] = {
    "write": "写了答案",
    "publish": lambda d: f"发布了答案,{d['notices']} 人会收到回复",
    "attach": lambda d: f"归入了已有答案,{d['notices']} 人会收到回复",
    "withdraw": "撤下了答案",
    "keep_until": lambda d: f"改了有效期({d['valid_until'] or '长期有效'})和负责人({d['owner']})",
    "ignore": lambda d: f"忽略了问题:{d['reason']}",
    "reopen": "放回了待办",
    "rename": lambda d: f"改了标题:{d['title']}",
    "merge": lambda d: f"合并到第 {d['into']} 组",
    "split": lambda d: f"拆出了第 {d['into']} 组",
    "move": lambda d: f"把问题移到了第 {d['into']} 组",
    "take_over": lambda d: f"从 {d['holder']} 那里接手",
    "handle_feedback": "处理了一条点踩",
    "export": lambda d: f"导出了“{d['table']}”",
    "import": lambda d: f"导入了 {d['answers']} 个答案、{d['questions']} 个问题",
    "retrain": "开始了重新训练",
    "retrain_done": "重新训练完成,新模型已经在用",
    "retrain_failed": "重新训练没有成功",
    "retrain_rolled_back": "重新训练的新模型没有更好,没有换上",
    "import_kb": lambda d: (
        f"从知识库文件导入了 {d['answers']} 个答案,已有的略过 {d['passed_over']} 个"
    ),
    "confirm_particular": lambda d: f"核实了:{d['value']}",
    "undo": lambda d: (
        f"撤销了“{name_of(d['undid'])}”"
        + (f",{d['cancelled']} 条还没发出的回复已取消" if d["cancelled"] else "")
    ),
    "log_in": "登录",
    "refuse_log_in": lambda d: (
        "登录没有成功:密码不对" if d["reason"] == "password" else "登录没有成功:试错太多次,已锁定"
    ),
    "log_out": "退出",
    "create_account": lambda d: f"建立了账号,角色“{d['role']}”",
    "change_role": lambda d: f"角色从“{d['before']}”改为“{d['after']}”",
    "reset_password": "发了重设密码的链接",
    "set_password": "设了新密码",
    "deactivate": "停用了账号",
    "reactivate": "恢复了账号",
    "revoke_sessions": "让账号退出了所有设备",
}
"""Act → what it says about itself, alone or from its details."""

NAMES = {
    "publish": "发布",
    "attach": "归入已有答案",
    "withdraw": "撤下",
    "keep_until": "改有效期",
    "ignore": "忽略",
    "reopen": "放回待办",
    "rename": "改标题",
    "merge": "合并",
    "split": "拆分",
    "move": "移动",
}
"""Acts that can be taken back, by name."""

_SUBJECTS = {"cluster": "第 {} 组", "answer": "答案 {}", "staff": "账号 {}", "feedback": "点踩 {}"}


def name_of(act: str) -> str:
    """Return the name of an act that can be taken back."""
    return NAMES.get(act, act)


def sentence(act: Act) -> str:
    """Return what somebody did, without who did it."""
    said = SENTENCES[act.act]
    return said if isinstance(said, str) else said(act.details)


def about(act: Act) -> str:
    """Return what an act was done to: ``第 5 组、答案 2``."""
    parts = (subject.partition(" ") for subject in act.subjects)
    return "、".join(_SUBJECTS[kind].format(which) for kind, _, which in parts if kind in _SUBJECTS)
