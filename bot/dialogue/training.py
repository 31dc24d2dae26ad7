"""``python -m bot.dialogue.training NAME FOLDER``: what ``rasa train`` does, without its noise."""

from __future__ import annotations

import argparse
import logging
import sys
import warnings

from rasa.model_training import train
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog

from bot.knowledge import KnowledgeError

NOT_MEANT_FOR_US = "You have defined training data with examples for training a response selector"
"""Answers are chosen by the ranker and rendered by our generator."""


def main() -> int:
    """Train on the files in the working directory and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="the model's name, without ending")
    parser.add_argument("folder", help="where the model is written")
    arguments = parser.parse_args()
    configure_logging_and_warnings(logging.WARNING)
    configure_structlog(logging.WARNING)
    # Sanic switches deprecation warnings back on when it is imported.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", message=NOT_MEANT_FOR_US, category=UserWarning)
    try:
        result = train(
            domain="domain.yml",
            config="config.yml",
            training_files=["data"],
            output=arguments.folder,
            fixed_model_name=arguments.name,
        )
    except KnowledgeError as error:
        sys.stderr.write(f"{error}\nkb/ 有 {len(error.problems)} 处问题,改好再训练\n")
        return 1
    return result.code


if __name__ == "__main__":
    raise SystemExit(main())
