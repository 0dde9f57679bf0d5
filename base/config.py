"""The settings of one installation. The only reader of the process environment."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from base.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Config:
    """Everything an installation can set, each by `QINGCE_…` (see docs/settings.md).

    `data` is the data directory: database, originals, index and secret key live in it. `port` is on
    127.0.0.1. `tls` says that a proxy serves the program over https. `soffice` is
    LibreOffice, None where it is not used.
    """

    data: Path
    database_url: str
    port: int = 8000
    search: str = "whoosh"
    opensearch_url: str = ""
    tls: bool = False
    workers: int = 1
    reserve_bytes: int = 1 << 30
    soffice: Path | None = None
    text_bytes: int = 256 << 20
    testing: bool = False

    @property
    def originals(self) -> Path:
        """Uploaded bytes by SHA-256, never changed."""
        return self.data / "originals"

    @property
    def staging(self) -> Path:
        """Bytes on their way in; whatever is left here was never acknowledged."""
        return self.data / "staging"

    @property
    def index(self) -> Path:
        """The full-text index: a cache."""
        return self.data / "index"

    def secret_key(self) -> str:
        """The key that signs cookies; made on first use, readable by the owner only."""
        path = self.data / "secret.key"
        if not path.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(fd, "w") as handle:
                handle.write(secrets.token_hex(32))
        return path.read_text().strip()


def config_for(data: Path, *, testing: bool = False) -> Config:
    """The embedded defaults over one data directory."""
    url = f"sqlite:///{data.resolve() / 'qingce.db'}"
    return Config(data=data.resolve(), database_url=url, testing=testing)


def config_from_environment() -> Config:
    """Read `QINGCE_…` and `PORT`.

    Raises:
        Misconfigured: a value cannot be understood.
    """
    env = os.environ
    data = Path(env.get("QINGCE_DATA") or "data").resolve()
    try:
        port = int(env.get("PORT") or 8000)
        workers = int(env.get("QINGCE_WORKERS") or 1)
        text_mb = int(env.get("QINGCE_TEXT_MB") or 256)
    except ValueError as error:
        raise Misconfigured(
            "PORT、QINGCE_WORKERS 和 QINGCE_TEXT_MB 必须是数字，请改正后重新启动。"
        ) from error
    return Config(
        data=data,
        database_url=env.get("QINGCE_DATABASE_URL") or f"sqlite:///{data / 'qingce.db'}",
        port=port,
        search=env.get("QINGCE_SEARCH") or "whoosh",
        opensearch_url=env.get("QINGCE_OPENSEARCH_URL") or "",
        tls=(env.get("QINGCE_TLS") or "").lower() in {"1", "true", "yes"},
        workers=max(0, workers),
        soffice=_soffice(env.get("QINGCE_SOFFICE") or ""),
        text_bytes=max(1, text_mb) << 20,
    )


def _soffice(named: str) -> Path | None:
    """LibreOffice as the setting names it: off, a path, or what stands on the path of programs."""
    if named.lower() in {"off", "0", "none"}:
        return None
    found = shutil.which(named or "soffice")
    if found is None and named:
        raise Misconfigured("QINGCE_SOFFICE 指的程序不存在，请改正或设为 off 后重新启动。")
    return Path(found) if found else None


def child_environment(config: Config) -> dict[str, str]:
    """The environment for the web and worker processes of `config`."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("QINGCE_")}
    return inherited | {
        "QINGCE_DATA": str(config.data),
        "QINGCE_DATABASE_URL": config.database_url,
        "QINGCE_SEARCH": config.search,
        "QINGCE_OPENSEARCH_URL": config.opensearch_url,
        "QINGCE_TEXT_MB": str(config.text_bytes >> 20),
        "QINGCE_TLS": "1" if config.tls else "",
        "QINGCE_SOFFICE": str(config.soffice or "off"),
        "PORT": str(config.port),
    }
