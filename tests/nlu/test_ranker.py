"""Same data, same ranker, byte for byte; what is saved is what was trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.knowledge import Knowledge
from bot.nlu.features import Features
from bot.nlu.labels import label_of
from bot.nlu.ranker import Ranker
from bot.nlu.reader import build_reader, load_reader, save_reader

LABELS = ("print/where", "receipt/send_where", "near_miss/lost_letter")


@pytest.fixture(scope="module")
def material(knowledge: Knowledge):
    questions = [q for q in knowledge.questions if q.label in LABELS]
    reader = build_reader(knowledge.concepts.values(), [q.text for q in questions])
    readings = [reader(q.text) for q in questions]
    return reader, readings, [label_of(q.label) for q in questions]


def trained(readings, labels) -> Ranker:
    features = Features.fit(readings)
    return Ranker.fit(features, features.matrix(readings), np.array(labels), len(readings))


def test_training_twice_gives_the_same_files(material, tmp_path: Path) -> None:
    _, readings, labels = material
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        trained(readings, labels).save(folder)
    for name in ("vocabulary.json", "weights.npz"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_a_loaded_ranker_ranks_as_the_trained_one(material, tmp_path: Path) -> None:
    reader, readings, labels = material
    ranker = trained(readings, labels)
    ranker.save(tmp_path)
    save_reader(reader, tmp_path)
    loaded, read = Ranker.load(tmp_path), load_reader(tmp_path)
    for text in ("在哪打印", "回执发到哪", "信丢了"):
        before = ranker.rank(text, reader(text)).ranking(len(LABELS))
        after = loaded.rank(text, read(text)).ranking(len(LABELS))
        assert [s.label for s in before] == [s.label for s in after]
        assert before[0].score == pytest.approx(after[0].score, abs=0.01)


def test_many_at_once_get_the_votes_that_each_gets_alone(material) -> None:
    _, readings, labels = material
    ranker = trained(readings, labels)
    together = ranker.votes_of_rows(ranker.features.matrix(readings[:5]))
    for votes, reading in zip(together, readings[:5], strict=True):
        assert votes == pytest.approx(ranker.votes(reading), abs=1e-5)
