"""The few-shot setting: few questions an intent, and three kinds of questions of no intent."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.external.reading import Utterance
from bot.knowledge import Knowledge
from bot.nlu.features import Features, Reader
from bot.nlu.noise import Noise
from bot.nlu.ranker import Ranker
from bot.nlu.reader import build_reader, read_all

MOST_INTENTS = 60
SHARE_LEFT_OUT = 0.25
"""Of a domain's intents, to stand for questions that come near."""
SHARE_OF_DOMAINS = 0.7
"""Whose intents are learnt; the others' questions are far."""
NOISE_COPIES = 2
CHAT = "chat"


class Figures(NamedTuple):
    """What came of one draw. An AUROC is None where there are no such questions."""

    accuracy: float
    near: float | None
    far: float | None
    chat: float | None


def measure(
    utterances: Sequence[Utterance], knowledge: Knowledge, shots: int, seed: int
) -> Figures:
    """Train the ranker on ``shots`` questions an intent and test it on the others.

    :param knowledge: whose lexicon the reader uses: it knows nothing of these data's domains
    """
    generator = random.Random(seed)
    learnt, near, far, chat = _draw(utterances, generator)
    training: list[tuple[str, str]] = []
    test: list[tuple[str, str]] = []
    for intent, texts in learnt.items():
        shuffled = generator.sample(texts, len(texts))
        training += [(text, intent) for text in shuffled[:shots]]
        test += [(text, intent) for text in shuffled[shots:]]
    texts = [text for text, _ in training]
    reader = build_reader(knowledge.concepts.values(), texts)
    readings = read_all(reader, texts)
    noise = Noise(reading.normal for reading in readings)
    copies = [
        (copy, intent)
        for reading, (_, intent) in zip(readings, training, strict=True)
        for copy in noise.copies(reading.normal, NOISE_COPIES)
    ]
    read = read_all(reader, [copy for copy, _ in copies], read=Reader.read_normal)
    features = Features.fit(readings)
    ranker = Ranker.fit(
        features,
        features.matrix([*readings, *read]),
        np.array([intent for _, intent in (*training, *copies)]),
        len(readings),
    )

    def best(texts: Sequence[str]) -> list[tuple[str, float]]:
        ranked = (ranker.rank(text, reader(text)).ranking(1)[0] for text in texts)
        return [(scored.label, scored.score) for scored in ranked]

    inside = best([text for text, _ in test])
    right = [label == intent for (label, _), (_, intent) in zip(inside, test, strict=True)]

    def auroc(texts: Sequence[str]) -> float | None:
        if not texts:
            return None
        scores = [score for _, score in inside] + [score for _, score in best(texts)]
        return float(roc_auc_score([1] * len(inside) + [0] * len(texts), scores))

    return Figures(float(np.mean(right)), auroc(near), auroc(far), auroc(chat))


def _draw(
    utterances: Sequence[Utterance], generator: random.Random
) -> tuple[dict[str, list[str]], list[str], list[str], list[str]]:
    """Return learnt intents with their texts, and the texts that are near, far and chat."""
    by_domain: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for utterance in utterances:
        by_domain[utterance.domain][utterance.intent].append(utterance.text)
    chat = [text for texts in by_domain.pop(CHAT, {}).values() for text in texts]
    domains = generator.sample(sorted(by_domain), len(by_domain))
    inside = domains[: max(1, round(SHARE_OF_DOMAINS * len(domains)))]
    learnt: dict[str, list[str]] = {}
    near: list[str] = []
    far = [t for d in domains if d not in inside for ts in by_domain[d].values() for t in ts]
    for domain in inside:
        intents = generator.sample(sorted(by_domain[domain]), len(by_domain[domain]))
        left_out = round(SHARE_LEFT_OUT * len(intents)) if len(intents) > 1 else 0
        near += [text for intent in intents[:left_out] for text in by_domain[domain][intent]]
        for intent in intents[left_out:]:
            if len(learnt) < MOST_INTENTS and len(by_domain[domain][intent]) > 1:
                learnt[f"{domain}/{intent}"] = by_domain[domain][intent]
    return learnt, near, far, chat
