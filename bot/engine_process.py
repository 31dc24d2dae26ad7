"""The running engine: which model it loads, and how it's started anew by the process manager."""

from __future__ import annotations

import hashlib
import os
import tempfile
import xmlrpc.client
from pathlib import Path

from supervisor.xmlrpc import SupervisorTransport

from bot.settings import Settings

MODEL_LINK = "model.tar.gz"
"""In the data folder: points to the model that the engine loads when it starts."""
LONGEST_SOCKET_PATH = 100
"""Bytes that the kernel takes, with some to spare."""


def point_to(link: Path, model: Path) -> None:
    """Let the engine load ``model`` at its next start; one step, whatever happens meanwhile."""
    draft = link.with_name(f"{link.name}.part")
    draft.unlink(missing_ok=True)
    draft.symlink_to(model)
    draft.replace(link)


def manager_socket(settings: Settings) -> Path:
    """Return where the process manager listens: in the data folder, if its path is short."""
    path = settings.data / "supervisor.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(settings.data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"transfer-bot-{digest}.sock"


def restart_engine(settings: Settings) -> None:
    """Stop the engine and start it again; messages that come meanwhile are held by the front.

    :raises OSError: when the process manager doesn't answer or refuses
    """
    transport = SupervisorTransport(serverurl=f"unix://{manager_socket(settings)}")
    manager = xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=transport)
    try:
        manager.supervisor.stopProcess("engine")
        manager.supervisor.startProcess("engine")
    except xmlrpc.client.Error as error:
        raise OSError(f"进程管理没有重启引擎:{error}") from error
    finally:
        transport.close()
