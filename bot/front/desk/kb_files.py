"""Published answers as files of ``kb/``: taken away for review in git, and brought back."""

from __future__ import annotations

import io
import tempfile
import zipfile
from http import HTTPStatus
from pathlib import Path

from starlette.responses import Response

from bot.desk.kb_form import FILES, export_kb, import_kb
from bot.desk.refusals import RefusedError
from bot.front.desk.downloads import attachment
from bot.front.desk.imports import imports_page
from bot.front.desk.routing import done
from bot.front.desk.services import Services
from bot.front.desk.visit import Visit

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes of one file, unpacked."""


def download_kb(services: Services, visit: Visit) -> Response:
    """Give what is published in ``kb/`` form, as one ZIP file to unpack in the project's folder."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w") as archive:
        export_kb(services.desk, services.knowledge, Path(folder))
        for file in FILES:
            if (Path(folder) / file).exists():
                archive.write(Path(folder) / file, f"kb/{file.as_posix()}")
    services.desk.audit.record(visit.actor, "export", table="知识库格式")
    name = f"转接助手-kb-{services.desk.database.today()}.zip"
    return Response(packed.getvalue(), media_type="application/zip", headers=attachment(name))


def import_kb_files(services: Services, visit: Visit) -> Response:
    """Publish what such a ZIP file holds and isn't published; all or nothing."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            _unpack(visit.upload("archive"), Path(folder))
            with services.desk.database.transaction():
                imported = import_kb(
                    services.desk, services.knowledge, actor=visit.actor, folder=Path(folder)
                )
                services.desk.audit.record(
                    visit.actor,
                    "import_kb",
                    answers=imported.answers,
                    passed_over=len(imported.passed_over),
                )
    except RefusedError as error:
        return imports_page(services, visit, str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    return done(services, visit, "/answers")


def _unpack(data: bytes, folder: Path) -> None:
    """Write the three known files of an archive; whatever else is in it stays there.

    :raises RefusedError: when it is no such archive
    """
    if not data:
        raise RefusedError("先选一个 .zip 文件")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            held = {info.filename: info for info in archive.infolist()}
            wanted = [file for file in FILES if f"kb/{file.as_posix()}" in held]
            if not wanted:
                raise RefusedError("这个 zip 里没有导出的知识库文件")
            for file in wanted:
                info = held[f"kb/{file.as_posix()}"]
                if info.file_size > LARGEST_FILE:
                    raise RefusedError(f"{file} 太大了")
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(archive.read(info))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, UnicodeDecodeError) as error:
        raise RefusedError(f"打不开这个 zip({error})") from None
