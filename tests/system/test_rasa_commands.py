"""Rasa's own commands work from the project's folder, as Rasa's users expect."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.dialogue.importer import KnowledgeImporter
from bot.settings import ROOT
from bot.train import QUIET

LEAST_INTENT_ACCURACY = 0.94
"""On what Rasa has of the training data, most of it small talk, which the gate rather lets pass
for a question than the other way round; `make evaluate` measures on questions nobody trained on."""


def rasa(*arguments: str, typed: str = "") -> str:
    """Run a Rasa command in the project's folder and return all that it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "rasa", *arguments],
        cwd=ROOT,
        env=os.environ | QUIET | {"LOG_LEVEL": "INFO"},
        input=typed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_data_validate_is_clean() -> None:
    printed = rasa("data", "validate")
    assert "No story structure conflicts found" in printed
    # Rasa warns by UserWarning; DeprecationWarnings are of the libraries that it stands on.
    complaints = ("UserWarning", " WARNING ", " ERROR ")
    assert not [line for line in printed.splitlines() if any(c in line for c in complaints)]


@pytest.fixture(scope="module")
def results(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`rasa test` on the compiled knowledge base and on the test conversations."""
    folder = tmp_path_factory.mktemp("results")
    importer = KnowledgeImporter(
        config_file="config.yml", domain_path="domain.yml", training_data_paths=["data"]
    )
    compiled = folder / "compiled.yml"
    importer.get_nlu_data().persist_nlu(str(compiled))
    arguments = ["--model", str(model), "--no-plot", "--out", str(folder)]
    rasa("test", "core", "--stories", "tests/conversations", *arguments)
    rasa("test", "nlu", "--nlu", str(compiled), *arguments)
    return folder


def test_every_test_conversation_goes_as_written(results: Path) -> None:
    report = json.loads((results / "story_report.json").read_text())["conversation_accuracy"]
    failed = (results / "failed_test_stories.yml").read_text()
    assert report["total"] >= 20
    assert report["correct"] == report["total"], failed


def test_what_it_was_trained_on_it_knows(results: Path) -> None:
    report = json.loads((results / "intent_report.json").read_text())
    accuracy = report.get("accuracy", report["weighted avg"]["recall"])
    assert accuracy >= LEAST_INTENT_ACCURACY


def test_the_shell_answers(model: Path) -> None:
    printed = rasa("shell", "--model", str(model), typed="在哪打印\n/stop\n")
    assert "行政楼402" in printed
    assert "依据:通知·流程第4步" in printed
