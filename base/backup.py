"""A backup of one installation into a folder, and back. Works while the program runs.

Layout: `qingce.db` (SQLite) or `qingce.dump` (PostgreSQL), `originals/`, `secret.key`, and `MANIFEST.json`
with the SHA-256 of each file. The index is not in it: it is rebuilt.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from base import backup_database
from base.config import Config
from base.errors import Refused

MANIFEST = "MANIFEST.json"


def write(config: Config, folder: Path) -> str:
    """Write a backup into a new folder; returns a Chinese sentence with what is in it.

    Raises:
        Refused: the folder is not empty, or pg_dump is not there.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} 不是空目录。请给一个新的目录名，旧备份不会被覆盖。")
    folder.mkdir(parents=True, exist_ok=True)
    # the database first: every original that its rows name is on disk already
    backup_database.write(config, folder)
    if config.originals.exists():
        shutil.copytree(config.originals, folder / "originals")
    shutil.copy2(config.data / "secret.key", folder / "secret.key")
    sums = {str(p.relative_to(folder)): _sha256(p) for p in _files(folder)}
    (folder / MANIFEST).write_text(json.dumps(sums, indent=1, sort_keys=True))
    return f"已备份到 {folder}：数据库和 {len(sums) - 2} 个原件。"


def restore(config: Config, folder: Path) -> str:
    """Put a backup into an empty data directory, after checking every file of it.

    Raises:
        Refused: the data directory is in use, or the backup is incomplete or changed.
    """
    backup_database.refuse_if_used(config)
    manifest = folder / MANIFEST
    if not manifest.exists():
        raise Refused(f"{folder} 不是清册的备份（缺少 {MANIFEST}）。请检查目录。")
    sums: dict[str, str] = json.loads(manifest.read_text())
    for name, expected in sums.items():
        path = folder / name
        if not path.exists() or _sha256(path) != expected:
            raise Refused(f"备份里的 {name} 缺失或被改动，没有恢复任何内容。请换一份备份。")
    config.data.mkdir(parents=True, exist_ok=True)
    backup_database.restore(config, folder)
    if (folder / "originals").exists():
        shutil.copytree(folder / "originals", config.originals, dirs_exist_ok=True)
    shutil.copy2(folder / "secret.key", config.data / "secret.key")
    return f"已恢复到 {config.data}。请运行 flask reindex 重建检索索引，再启动程序。"


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
