"""The door to the recognition library: a picture in, lines of print with their places and scores out.

RapidOCR with the models in its own wheel (PP-OCRv6 small, Apache-2.0); OpenVINO runs them. Nothing is
fetched. Only for the sandbox's child: it takes seconds of processor time and over 1 GB of memory.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

NAME = "rapidocr"
THREADS = 1
_NEEDED = ("rapidocr", "openvino", "cv2")


@dataclass(frozen=True, slots=True)
class Spot:
    """One line of print as found: text, score from 0 to 1, its upright extent in pixels from the top
    left, and how much it rises to the right, in radians (positive: down to the right)."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float
    slope: float = 0.0
    red: bool = False

    @property
    def width(self) -> float:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In pixels."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Vertical centre, in pixels."""
        return (self.top + self.bottom) / 2


def installed() -> bool:
    """Whether text recognition is there (`make setup` installs it in a step of its own)."""
    return all(find_spec(name) is not None for name in _NEEDED)


def engine_version() -> str:
    """Version of the library, which names the models too; empty where it is not installed."""
    try:
        return version(NAME)
    except PackageNotFoundError:
        return ""


def spots_on(pixels: Any) -> tuple[Spot, ...]:
    """The lines of print on a picture, in no particular order.

    Args:
        pixels: a numpy array, height x width x 3, blue first.
    """
    found = _engine()(pixels)
    if found.boxes is None or not found.txts:
        return ()
    return tuple(_spots(found.boxes, found.txts, found.scores))


def _spots(boxes: Any, texts: Any, scores: Any) -> Iterator[Spot]:
    for corners, text, score in zip(boxes, texts, scores, strict=True):
        if not text.strip():
            continue
        points = [(float(x), float(y)) for x, y in corners]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        (x0, y0), (x1, y1) = points[0], points[1]
        slope = math.atan2(y1 - y0, x1 - x0) if x1 > x0 else 0.0
        sure = min(1.0, max(0.0, float(score)))
        yield Spot(text.strip(), sure, min(xs), min(ys), max(xs), max(ys), slope)


@cache
def _engine() -> Any:
    """The models, loaded once a process. Its line-direction model stays off: it turns good lines
    upside down by mistake; the page as a whole is turned by `corpus.recognition.page` instead."""
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment] # would report on its user
    from rapidocr import EngineType, RapidOCR

    parts = {f"{part}.engine_type": EngineType.OPENVINO for part in ("Det", "Cls", "Rec")}
    return RapidOCR(
        params={
            **parts,
            "Global.use_cls": False,
            "Global.log_level": "error",
            "EngineConfig.openvino.inference_num_threads": THREADS,
        }
    )
