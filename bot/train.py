"""``python -m bot.train``: train a model of the present files, unless there is one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.model_file import PREFIX, model_path
from bot.settings import ROOT

KEPT_MODELS = 2
"""The newest ones, so that a step back needs no training."""
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "LOG_LEVEL": "WARNING",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
}
"""Environment for Rasa's processes: no telemetry, no notes on what this product doesn't use."""


def train() -> Path:
    """Return the model's file, trained first if it isn't there.

    :raises subprocess.CalledProcessError: when ``kb/`` doesn't pass its check or Rasa's training
        fails; why, the process has said by then
    """
    model = model_path()
    if model.exists():
        return model
    sys.stdout.write("训练模型(三四分钟)…\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "bot.dialogue.training"]
    command += [model.name.partition(".")[0], str(model.parent)]
    subprocess.run(command, cwd=ROOT, env=os.environ | QUIET, check=True)
    for old in sorted(model.parent.glob(f"{PREFIX}*.tar.gz"), key=os.path.getmtime)[:-KEPT_MODELS]:
        old.unlink()
    return model


def main() -> int:
    """Train and return the exit code."""
    try:
        model = train()
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"错误:训练没有成功(退出码 {error.returncode}),原因见上面几行\n")
        return 1
    sys.stdout.write(f"模型已就绪:{model.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
