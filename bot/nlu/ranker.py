"""The linear ranker: one LinearSVC over every label that the bot knows."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse
from joblib import Parallel, delayed
from sklearn.svm import LinearSVC

from bot.nlu.features import Block, Features, Reading

REGULARISATION = 1.0
TOLERANCE = 0.1
"""Liblinear's own default; a hundredth of it took twice as long and ranked the same."""
NOISE_WEIGHT = 0.4
"""How much a noise copy counts beside the question it was made from."""
PROGRESS = Callable[[Iterable[str]], Iterable[str]]


class Scored(NamedTuple):
    """A label and the ranker's decision value for it; above 0 means the label's side."""

    label: str
    score: float


class Ranker:
    """Scores every label for a reading."""

    def __init__(self, features: Features, labels: Sequence[str], weights: np.ndarray) -> None:
        """Take features, labels and their weights, shape (features.width + 1, labels).

        The last row is the intercept.
        """
        self.features = features
        self.labels = list(labels)
        self.weights = weights
        characters = features.blocks[0].vocabulary
        used = np.any(weights[: len(characters)] != 0, axis=1)
        self._known_characters = frozenset(itertools.compress(characters, used))

    @classmethod
    def train(
        cls,
        readings: Sequence[Reading],
        labels: Sequence[str],
        noisy: Sequence[tuple[Reading, str]] = (),
        progress: PROGRESS = iter,
    ) -> Ranker:
        """Train one classifier a label, on as many processes as there are cores.

        :param readings: of the hand-written questions
        :param labels: one a reading
        :param noisy: readings of noise copies with their labels, weighted down
        :param progress: wraps the iteration over the labels, e.g. a progress bar
        """
        features = Features.fit(readings)
        matrix = features.matrix([*readings, *(reading for reading, _ in noisy)])
        truth = np.array([*labels, *(label for _, label in noisy)])
        names, weights = train_weights(matrix, truth, len(readings), progress)
        return cls(features, names, weights)

    def scores(self, reading: Reading) -> np.ndarray:
        """Return one decision value a label, in the order of ``labels``."""
        columns, values = self.features.row(reading)
        return values @ self.weights[columns] + self.weights[-1]

    def rank(self, reading: Reading, most: int = 10) -> list[Scored]:
        """Return the best labels, best first."""
        scores = self.scores(reading)
        best = np.argsort(-scores, kind="stable")[:most]
        return [Scored(self.labels[i], float(scores[i])) for i in best]

    def known(self, reading: Reading) -> float:
        """Return the share of the reading's pairs of characters that training texts had, 0–1."""
        pairs = {reading.normal[i : i + 2] for i in range(len(reading.normal) - 1)}
        if not pairs:
            return 0.0
        return len(pairs & self._known_characters) / len(pairs)

    def save(self, folder: Path) -> None:
        """Write two files: ``vocabulary.json`` and ``weights.npz``. Same ranker, same bytes."""
        vocabulary = {block.name: block.vocabulary for block in self.features.blocks}
        (folder / "vocabulary.json").write_text(
            json.dumps({"labels": self.labels, "blocks": vocabulary}, ensure_ascii=False),
            encoding="utf-8",
        )
        np.savez(
            folder / "weights.npz",
            weights=self.weights.astype(np.float16),
            **{block.name: block.idf for block in self.features.blocks},
        )

    @classmethod
    def load(cls, folder: Path) -> Ranker:
        """Read what :meth:`save` wrote."""
        stored = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz") as arrays:
            blocks = [
                Block(name, vocabulary, arrays[name])
                for name, vocabulary in stored["blocks"].items()
            ]
            return cls(Features(blocks), stored["labels"], arrays["weights"].astype(np.float32))


def train_weights(
    matrix: scipy.sparse.csr_matrix, truth: np.ndarray, written: int, progress: PROGRESS = iter
) -> tuple[list[str], np.ndarray]:
    """Return the labels in order, and their weights, shape (features + 1, labels).

    :param matrix: one row a question: the hand-written ones, then noise copies
    :param truth: label of each row
    :param written: number of hand-written questions
    :param progress: wraps the iteration over the labels
    """
    names = sorted(set(truth[:written]))
    weights = np.zeros((matrix.shape[1] + 1, len(names)), np.float32)
    # liblinear wants this form, and would make it in place, which shared memory forbids.
    matrix = matrix.astype(np.float64)
    # Processes, not threads: liblinear's random numbers are one global sequence, and the same
    # data has to give the same model.
    fitted = Parallel(n_jobs=-1, return_as="generator")(
        delayed(_fit)(matrix, truth, written, label) for label in names
    )
    for place, (_, column) in enumerate(zip(progress(names), fitted, strict=True)):
        weights[:, place] = column
    return names, weights


def _fit(
    matrix: scipy.sparse.csr_matrix, truth: np.ndarray, written: int, label: str
) -> np.ndarray:
    """Return the weights, intercept last, that tell one label from all others.

    A label's own noise copies take part, the others' don't: their originals say the same, and
    training takes a quarter of the time.
    """
    own_copies = written + np.flatnonzero(truth[written:] == label)
    rows = np.concatenate([np.arange(written), own_copies])
    weight = np.ones(len(rows))
    weight[written:] = NOISE_WEIGHT
    machine = LinearSVC(C=REGULARISATION, random_state=0, tol=TOLERANCE)
    machine.fit(matrix[rows], truth[rows] == label, sample_weight=weight)
    return np.concatenate([machine.coef_[0], machine.intercept_])
