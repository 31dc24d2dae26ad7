"""The external check reads each form of the public data, and its figures can be bad."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.external.few_shot import measure
from benchmarks.external.reading import DataError, Utterance, read_folder
from bot.knowledge import Knowledge
from bot.settings import ROOT

LIST = [{"text": "放首歌", "intent": "play", "domain": "music"}]
EPISODES = {
    "weather": [
        {
            "support": {"seq_ins": [["今", "天", "冷", "吗"]], "labels": [["ask"]]},
            "query": {"seq_ins": [["会", "下", "雨", "吗"]], "labels": [["ask"]]},
        }
    ]
}
SMP2017 = {"0": {"query": "你好呀", "label": "chat"}, "1": {"query": "订机票", "label": "flight"}}


def write(folder: Path, **files: object) -> Path:
    for name, data in files.items():
        (folder / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


def test_every_form_is_read(tmp_path: Path) -> None:
    found = read_folder(write(tmp_path, a=LIST, b=EPISODES, c=SMP2017))
    assert set(found) == {
        Utterance("放首歌", "play", "music"),
        Utterance("今天冷吗", "ask", "weather"),
        Utterance("会下雨吗", "ask", "weather"),
        Utterance("你好呀", "chat", "chat"),
        Utterance("订机票", "flight", "flight"),
    }


@pytest.mark.parametrize("data", [{"a": 1}, [1], [{"text": "x"}], "text"])
def test_another_form_is_refused_by_name(tmp_path: Path, data: object) -> None:
    with pytest.raises(DataError, match=r"other\.json"):
        read_folder(write(tmp_path, other=data))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.external", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "FewJoint" in done.stderr


WORDS = {
    "music/play": ("播放", "来一首", "歌曲", "音乐"),
    "music/stop": ("暂停", "别唱了", "停下", "关掉"),
    "music/find": ("查找", "歌手", "专辑", "是谁唱的"),
    "music/keep": ("收藏", "下载", "存到", "歌单"),
    "news/read": ("新闻", "头条", "读一下", "报道"),
    "food/order": ("外卖", "点餐", "下单", "一份"),
    "chat/chat": ("你好", "无聊", "哈哈", "聊天"),
}


def utterances(shuffled: bool) -> list[Utterance]:
    generator = random.Random(0)
    names = list(WORDS)
    made = []
    for name, words in WORDS.items():
        for number in range(12):
            text = "".join(generator.sample(words, 2)) + str(number)
            domain, _, intent = (generator.choice(names) if shuffled else name).partition("/")
            made.append(Utterance(text, intent, domain))
    return made


def test_what_can_be_learnt_is_learnt_and_noise_is_not(knowledge: Knowledge) -> None:
    learnt = measure(utterances(shuffled=False), knowledge, shots=6, seed=1)
    noise = measure(utterances(shuffled=True), knowledge, shots=6, seed=1)
    assert learnt.accuracy > 0.9
    assert learnt.chat is not None
    assert learnt.chat > 0.8
    assert noise.accuracy < 0.6
