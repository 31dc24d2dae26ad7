"""The linear ranker: LinearSVCs over every label that the bot knows, one a block of features."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse
from joblib import Parallel, delayed
from sklearn.svm import LinearSVC

from bot.nlu.features import Block, Features, Reading
from bot.nlu.labels import LabelSet
from bot.nlu.ranked import Ranked

REGULARISATION = 1.0
TOLERANCE = 0.1
"""Liblinear's own default; a hundredth of it took twice as long and ranked the same."""
LEAST_WEIGHT = 0.03
"""Smaller ones are left out: 19 of 20, without which no ranking changes."""
NOISE_WEIGHT = 0.4
"""How much a noise copy counts beside the question it was made from."""
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
        others: float = 1.0,
        progress: PROGRESS = iter,
    ) -> Ranker:
        """Fit one classifier a label and block, on as many processes as there are cores.

        :param features: what ``matrix`` was made with
        :param matrix: one row a question: the hand-written ones, then noise copies, weighted down
        :param truth: label of each row
        :param written: number of hand-written questions
        :param others: share of the other labels' questions that a classifier is shown, weighted up
        :param progress: wraps the iteration over the labels, e.g. a progress bar
        """
        names = sorted(set(truth[:written]))
        columns = features.block_columns()
        intercepts = np.zeros((len(columns), len(names)), np.float32)
        # liblinear wants this form, and would make it in place, which shared memory forbids.
        matrix = matrix.astype(np.float64)
        blocks = [matrix[:, block] for block in columns]
        # Processes, not threads: liblinear's random numbers are one global sequence, and the same
        # data has to give the same model.
        fitted = Parallel(n_jobs=-1, return_as="generator")(
            delayed(_fit)(blocks, *_shown(truth, written, name, others, place), truth == name)
            for place, name in enumerate(names)
        )
        slopes = []
        for place, (_, (slope, starts)) in enumerate(zip(progress(names), fitted, strict=True)):
            slopes.append(slope)
            intercepts[:, place] = starts
        return cls(features, names, scipy.sparse.hstack(slopes, format="csr"), intercepts)

    def votes(self, reading: Reading) -> np.ndarray:
        """Return each block's decision value a label, shape (blocks, labels)."""
        rows = self.features.block_rows(reading)
        return np.stack([values @ self.weights[columns] for columns, values in rows]) + (
            self.intercepts
        )

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
    truth: np.ndarray, written: int, label: str, others: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows that a label's classifier is shown, and their weights.

    A label's own noise copies take part, the others' don't: their originals say the same, and
    training takes a quarter of the time.
    """
    own = truth[:written] == label
    strangers = np.flatnonzero(~own)
    if others < 1:
        count = round(others * len(strangers))
        strangers = np.random.default_rng(seed).choice(strangers, count, replace=False)
    copies = written + np.flatnonzero(truth[written:] == label)
    rows = np.sort(np.concatenate([np.flatnonzero(own), strangers, copies]))
    weights = np.ones(len(rows))
    weights[truth[rows] != label] = 1 / others
    weights[rows >= written] = NOISE_WEIGHT
    return rows, weights


def _fit(
    blocks: Sequence[scipy.sparse.csr_matrix],
    rows: np.ndarray,
    weights: np.ndarray,
    is_own: np.ndarray,
) -> tuple[scipy.sparse.csc_matrix, np.ndarray]:
    """Return the weights (a column) and intercepts that tell one label from all others."""
    slopes, starts = [], []
    for block in blocks:
        machine = LinearSVC(C=REGULARISATION, random_state=0, tol=TOLERANCE)
        machine.fit(block[rows], is_own[rows], sample_weight=weights)
        slopes.append(machine.coef_[0].astype(np.float32))
        starts.append(machine.intercept_[0])
    weights = np.concatenate(slopes)
    weights[np.abs(weights) < LEAST_WEIGHT] = 0
    return scipy.sparse.csc_matrix(weights[:, np.newaxis]), np.array(starts, np.float32)
