"""The linear ranker: LinearSVCs over every label that the bot knows, one a block of features."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse
from joblib import Parallel, delayed
from sklearn.svm import LinearSVC

from bot.nlu.features import Block, Features, Reading
from bot.nlu.labels import LabelSet
from bot.nlu.ranked import Ranked

REGULARISATION = 1.0
TOLERANCE = 1.0
"""Ten times liblinear's own default: two thirds of the time, the weights the same to 1/1000."""
LEAST_WEIGHT = 0.03
"""Smaller ones are left out: 19 of 20, without which no ranking changes."""
NOISE_WEIGHT = 0.4
"""How much a noise copy counts beside the question it was made from."""
NEAREST_OTHERS = 6_000
"""Questions of other labels that a classifier is shown in full: those nearest to its own."""
SHARE_OF_THE_REST = 0.3
"""Of the other labels' other questions, weighted up: they are far off and seldom decide."""
PROGRESS = Callable[[Iterable[str]], Iterable[str]]


class Ranker:
    """Scores every label for a reading: the mean vote of one linear judge a block of features.

    Four judges that each see one side of a question (characters, words, sounds, concepts) rank a
    little better together than one that sees all, and where they disagree the gate can tell.
    """

    def __init__(
        self,
        features: Features,
        labels: Sequence[str],
        weights: scipy.sparse.csr_matrix,
        intercepts: np.ndarray,
    ) -> None:
        """Take features and labels with their weights.

        :param weights: shape (features.width, labels), most of them zero
        :param intercepts: shape (blocks, labels)
        """
        self.features = features
        self.labels = LabelSet(labels)
        self.weights = weights
        self.intercepts = intercepts
        characters = features.blocks[0].vocabulary
        used = np.diff(weights.indptr[: len(characters) + 1]) > 0
        self._known_characters = frozenset(itertools.compress(characters, used))

    @classmethod
    def fit(  # noqa: PLR0913 - what training stands on
        cls,
        features: Features,
        matrix: scipy.sparse.csr_matrix,
        truth: np.ndarray,
        written: int,
        *,
        nearest_others: int = NEAREST_OTHERS,
        progress: PROGRESS = iter,
    ) -> Ranker:
        """Fit one classifier a label and block, on as many processes as there are cores.

        :param features: what ``matrix`` was made with
        :param matrix: one row a question: the hand-written ones, then noise copies, weighted down
        :param truth: label of each row
        :param written: number of hand-written questions
        :param nearest_others: questions of other labels, nearest to its own, that each classifier
            is shown in full
        :param progress: wraps the iteration over the labels, e.g. a progress bar
        """
        names, places = np.unique(truth, return_inverse=True)
        columns = features.block_columns()
        intercepts = np.zeros((len(columns), len(names)), np.float32)
        # liblinear wants this form, and would make it in place, which shared memory forbids.
        matrix = matrix.astype(np.float64)
        blocks = [matrix[:, block] for block in columns]
        # Processes, not threads: liblinear's random numbers are one global sequence, and the same
        # data has to give the same model.
        fitted = Parallel(n_jobs=-1, return_as="generator")(
            delayed(_fit)(blocks, places, written, place, nearest_others)
            for place in range(len(names))
        )
        slopes = []
        for place, (_, (slope, starts)) in enumerate(zip(progress(names), fitted, strict=True)):
            slopes.append(slope)
            intercepts[:, place] = starts
        weights = scipy.sparse.hstack(slopes, format="csr")
        return cls(features, names.tolist(), weights, intercepts)

    def votes(self, reading: Any) -> np.ndarray:
        """Return each block's decision value a label, shape (blocks, labels).

        :param reading: what the blocks of :attr:`features` see
        """
        rows = self.features.block_rows(reading)
        columns, values = (np.concatenate(parts) for parts in zip(*rows, strict=True))
        ends = np.cumsum([0, *(len(found) for found, _ in rows)])
        # A row a block, so that there is one product: four of them cost twice as much.
        shape = len(rows), self.features.width
        said = scipy.sparse.csr_matrix((values, columns, ends), shape=shape)
        return (said @ self.weights).toarray() + self.intercepts

    def votes_of_rows(self, matrix: scipy.sparse.csr_matrix) -> np.ndarray:
        """Return the votes on many questions, shape (questions, blocks, labels).

        :param matrix: one row a question, made by :attr:`features`
        """
        votes = [
            (matrix[:, columns] @ self.weights[columns]).toarray()
            for columns in self.features.block_columns()
        ]
        return np.stack(votes, axis=1) + self.intercepts

    def rank(self, text: str, reading: Reading) -> Ranked:
        """Rank every label for a question."""
        return Ranked(text, reading, self.labels, self.votes(reading), self.known(reading))

    def rank_all(self, texts: Sequence[str], readings: Sequence[Reading]) -> list[Ranked]:
        """As :meth:`rank`, of many questions at once."""
        votes = self.votes_of_rows(self.features.matrix(readings))
        return [
            Ranked(text, reading, self.labels, of_blocks, self.known(reading))
            for text, reading, of_blocks in zip(texts, readings, votes, strict=True)
        ]

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
            json.dumps({"labels": self.labels.names, "blocks": vocabulary}, ensure_ascii=False),
            encoding="utf-8",
        )
        np.savez(
            folder / "weights.npz",
            weights=self.weights.data.astype(np.float16),
            columns=self.weights.indices.astype(np.uint16),
            ends=self.weights.indptr,
            intercepts=self.intercepts,
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
            features, labels = Features(blocks), stored["labels"]
            weights = scipy.sparse.csr_matrix(
                (arrays["weights"].astype(np.float32), arrays["columns"], arrays["ends"]),
                shape=(features.width, len(labels)),
            )
            return cls(features, labels, weights, arrays["intercepts"])


def _shown(
    blocks: Sequence[scipy.sparse.csr_matrix],
    places: np.ndarray,
    written: int,
    place: int,
    nearest_others: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows that a label's classifier is shown, and their weights.

    A label's own noise copies take part, the others' don't: their originals say the same.

    :param places: of each row's label
    :param place: of the classifier's label
    """
    is_own = places == place
    own = np.flatnonzero(is_own[:written])
    nearness = sum(_first(block, written) @ block[own].mean(axis=0).A1 for block in blocks)
    strangers = np.flatnonzero(~is_own[:written])
    strangers = strangers[np.argsort(-nearness[strangers], kind="stable")]
    nearest, rest = strangers[:nearest_others], strangers[nearest_others:]
    count = math.ceil(SHARE_OF_THE_REST * len(rest))
    sample = np.random.default_rng(place).choice(rest, count, replace=False)
    copies = written + np.flatnonzero(is_own[written:])
    weights = np.ones(len(places))
    weights[sample] = len(rest) / max(count, 1)
    weights[copies] = NOISE_WEIGHT
    rows = np.sort(np.concatenate([own, nearest, sample, copies]))
    return rows, weights[rows]


def _first(matrix: scipy.sparse.csr_matrix, count: int) -> scipy.sparse.csr_matrix:
    """Return the first rows of a matrix without copying them."""
    parts = (matrix.data, matrix.indices, matrix.indptr[: count + 1])
    return scipy.sparse.csr_matrix(parts, shape=(count, matrix.shape[1]))


def _fit(
    blocks: Sequence[scipy.sparse.csr_matrix],
    places: np.ndarray,
    written: int,
    place: int,
    nearest_others: int,
) -> tuple[scipy.sparse.csc_matrix, np.ndarray]:
    """Return the weights (a column) and intercepts that tell one label from all others."""
    rows, weights = _shown(blocks, places, written, place, nearest_others)
    is_own = places[rows] == place
    slopes, starts = [], []
    for block in blocks:
        machine = LinearSVC(C=REGULARISATION, random_state=0, tol=TOLERANCE)
        machine.fit(block[rows], is_own, sample_weight=weights)
        slopes.append(machine.coef_[0].astype(np.float32))
        starts.append(machine.intercept_[0])
    slope = np.concatenate(slopes)
    slope[np.abs(slope) < LEAST_WEIGHT] = 0
    return scipy.sparse.csc_matrix(slope[:, np.newaxis]), np.array(starts, np.float32)
