"""The standing peer: Rasa as its manual sets it up, trained on the same questions."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from benchmarks.evaluate.engines import RasaSystem, rasa_run
from benchmarks.processes import free_port
from bot.knowledge import Knowledge, Renderer
from bot.settings import ROOT
from bot.train import QUIET

EPOCHS = 6
"""Of DIET, the selector and TED. The data are a hundred times what a tutorial's are, so these are
as many steps as its usual 100 epochs take on 3,000 questions. On 28,000 questions DIET was 98%
right in training after seven epochs, and these are nearly twice as many."""
BATCH = 256
"""What Rasa's growing batches end with."""
CONFIG = f"""
recipe: default.v1
language: zh
assistant_id: vanilla
pipeline:
  - name: JiebaTokenizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: {EPOCHS}
    batch_size: {BATCH}
    constrain_similarities: true
  - name: ResponseSelector
    retrieval_intent: faq
    epochs: {EPOCHS}
    batch_size: {BATCH}
    constrain_similarities: true
  - name: FallbackClassifier
    threshold: 0.3
    ambiguity_threshold: 0.1
policies:
  - name: MemoizationPolicy
  - name: RulePolicy
  - name: TEDPolicy
    max_history: 5
    epochs: {EPOCHS}
    constrain_similarities: true
"""
HANDED_OVER = "我不确定,已转给辅导员。"


def project(knowledge: Knowledge) -> dict[str, str]:
    """Return the peer's files by name."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    talk = yaml.safe_load((ROOT / "data" / "nlu.yml").read_text(encoding="utf-8"))["nlu"]
    talk_intents = [row["intent"] for row in talk]
    renderer = Renderer(knowledge)
    responses: dict[str, Any] = {"utter_hand_over": _says(HANDED_OVER, "hand_over")}
    questions: dict[str, list[str]] = defaultdict(list)
    for question in knowledge.questions:
        # Whatever the type, the peer hands over: one intent, so that it has less to learn.
        unanswered = question.label.startswith("near_miss/")
        questions["near_miss" if unanswered else f"faq/{_flat(question.label)}"].append(
            question.text
        )
    for entry in knowledge.entries:
        responses[f"utter_faq/{_flat(entry)}"] = _says(renderer.answer([entry]).text, "answer")
    rules = [_rule("faq", "utter_faq"), _rule("near_miss", "utter_hand_over")]
    rules.append(_rule("nlu_fallback", "utter_hand_over"))
    for intent in talk_intents:
        said = domain["responses"].get(f"utter_{intent}")
        responses[f"utter_{intent}"] = _says(said[0]["text"] if said else HANDED_OVER, intent)
        rules.append(_rule(intent, f"utter_{intent}"))
    nlu = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in texts)}
        for label, texts in questions.items()
    ]
    return {
        "config.yml": CONFIG,
        "credentials.yml": "rest:\n",
        "endpoints.yml": "",
        "domain.yml": _yaml(
            {
                "version": "3.1",
                "intents": ["faq", "near_miss", "nlu_fallback", *talk_intents],
                "responses": responses,
            }
        ),
        "data/nlu.yml": _yaml({"version": "3.1", "nlu": nlu + talk}),
        "data/rules.yml": _yaml({"version": "3.1", "rules": rules}),
        "data/stories.yml": _yaml(
            {
                "version": "3.1",
                "stories": [
                    {
                        "story": "two questions and thanks",
                        "steps": [
                            {"intent": "faq"},
                            {"action": "utter_faq"},
                            {"intent": "faq"},
                            {"action": "utter_faq"},
                            {"intent": "thank"},
                            {"action": "utter_thank"},
                        ],
                    }
                ],
            }
        ),
    }


def train_vanilla(knowledge: Knowledge, folder: Path) -> Path:
    """Return the peer's model, trained unless these very files were trained before.

    :param folder: where project and model are kept
    """
    files = project(knowledge)
    name = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:16]
    model = folder / "models" / f"{name}.tar.gz"
    if model.exists():
        return model
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    sys.stdout.write("训练对照系统(原装 Rasa,一小时左右,只做一次)…\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "rasa", "train", "--quiet", "--fixed-model-name", name]
    subprocess.run(command, cwd=folder, env=os.environ | QUIET, check=True)
    return model


@contextmanager
def vanilla_engine(model: Path) -> Iterator[RasaSystem]:
    """Run the peer, with its own endpoints: Rasa would take the product's."""
    endpoints = model.parent.parent / "endpoints.yml"
    with rasa_run(model, free_port(), endpoints=str(endpoints)) as url:
        yield RasaSystem("原装 Rasa", url)


def _flat(label: str) -> str:
    """Return a label as Rasa's retrieval intents take it: one slash only."""
    return label.replace("/", "__")


def _says(text: str, outcome: str) -> list[dict[str, Any]]:
    return [{"text": text, "custom": {"outcome": outcome}}]


def _rule(intent: str, action: str) -> dict[str, Any]:
    return {"rule": intent, "steps": [{"intent": intent}, {"action": action}]}


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000)
