"""Reads the public Chinese data sets in the forms they are handed around in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple


class DataError(Exception):
    """The folder holds nothing that can be read; the message says what is expected."""


class Utterance(NamedTuple):
    """One labelled sentence."""

    text: str
    intent: str
    domain: str
    """Of SMP2017, whose labels are domains, the label itself."""


def read_folder(folder: Path) -> list[Utterance]:
    """Return every utterance of all ``*.json`` below ``folder``, none twice, in a fixed order.

    Three forms are known: FewJoint's list of ``{text, intent, domain}``, its episodes
    ``{domain: [{support, query}]}`` with ``seq_ins`` and ``labels``, and SMP2017's
    ``{number: {query, label}}``.

    :raises DataError: when a file has none of these forms, or there is no file
    """
    found: dict[Utterance, None] = {}
    for path in sorted(folder.rglob("*.json")):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            utterances = list(_utterances(data))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DataError(f"{path}:不是 FewJoint 或 SMP2017 的格式({error!r})") from error
        found |= dict.fromkeys(utterances)
    if not found:
        raise DataError(f"{folder} 里没有 *.json,请放入 FewJoint(SMP2020)或 SMP2017 的文件")
    return sorted(found)


def _utterances(data: Any) -> Iterator[Utterance]:
    if isinstance(data, list):
        for row in data:
            yield Utterance(row["text"], row["intent"], row["domain"])
        return
    for name, value in data.items():
        if isinstance(value, list):
            for episode in value:
                for part in (episode["support"], episode["query"]):
                    for words, labels in zip(part["seq_ins"], part["labels"], strict=True):
                        yield Utterance("".join(words), labels[0], name)
        else:
            yield Utterance(value["query"], value["label"], value["label"])
