"""What a reader is: bytes of one format in, blocks out. Readers are pure but for the file they read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from base.errors import Unreadable
from corpus.block import Reading

HEAD_BYTES = 65_536
"""How much of the beginning of a file `recognises` is given."""

MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_BLOCKS = 400_000


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Note numbers that are printed high: kept high, so that they do not melt into a number beside."""


class Reader(Protocol):
    """One format. `format` is one of those of `Reading`; `name` tells readers of a format apart."""

    @property
    def name(self) -> str:
        """Stable name, written into `Reading.reader`."""
        ...

    @property
    def format(self) -> str:
        """The format it reads."""
        ...

    def recognises(self, head: bytes, path: Path) -> bool:
        """Whether the content (never the file name) is of this format.

        Args:
            head: the first `HEAD_BYTES` bytes.
            path: the whole file, for formats that are told by what stands further in.
        """
        ...

    def read(self, path: Path) -> Reading:
        """Everything the file says, in reading order.

        Raises:
            Unreadable: with code encrypted, damaged, unsupported, empty, too_large,
                resource_limit or secret.
        """
        ...


@contextmanager
def damage_named(what: str, *causes: type[Exception]) -> Iterator[None]:
    """Turns the library errors `causes` into `Unreadable` with code damaged; `what` is Chinese."""
    try:
        yield
    except Unreadable:
        raise
    except causes as error:
        raise Unreadable(
            f"{what}已损坏，无法读取。请用原来的软件打开后另存一份，再重新上传。", code="damaged"
        ) from error


def refuse_too_large(path: Path) -> None:
    """Raises `Unreadable` (too_large) for a file of more than `MAX_FILE_BYTES`."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise Unreadable(
            "文件超过 200 MB，无法读取。请拆分或压缩图片后重新上传。", code="too_large"
        )


def too_many_blocks() -> Unreadable:
    """The problem of a file with more than `MAX_BLOCKS` paragraphs or lines."""
    return Unreadable(
        f"文件超过 {MAX_BLOCKS // 10_000} 万段，无法读取。请拆分后重新上传。", code="too_large"
    )


def nothing_written() -> Unreadable:
    """The problem of a file that holds no text at all."""
    return Unreadable("文件里没有文字内容。请检查是否传错了文件。", code="empty")


def only_pictures() -> Unreadable:
    """The problem of a scan: pages are pictures and no characters stand behind them."""
    return Unreadable(
        "这是扫描件，没有文字层，本版本尚不能识别图片中的文字。"
        "请先做文字识别（OCR）后重新上传，或对照原件人工录入；原件已保留。",
        code="unsupported",
    )
