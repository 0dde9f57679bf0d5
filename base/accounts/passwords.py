"""Passwords: hashing within a memory budget, the rule for new ones, one-time passwords.

Source: GB/T 22239-2019 8.1.4.1 a 身份鉴别 (complexity); OWASP Password Storage (argon2id 19 MiB, t=2, p=1).
"""

from __future__ import annotations

import secrets
import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 128
CLASSES_NEEDED: Final = 3
SHORTEST_NAME_LOOKED_FOR: Final = 4

# letters and digits that nobody confuses when reading them out or copying from paper
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# eight threads hashing at once would otherwise take all the memory of a small server
_places = threading.BoundedSemaphore(2)

# the hash of a password nobody knows: an unknown login name costs as much time as a known one
NOBODY: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$IFHoxKa/D3ffMkAgyPv"
    "VdA$gHd/gKFDFOdyycp0N9N1Fjtf+r0Hn8asKKJf9H7UGzA"
)


def hashed(password: str) -> str:
    """The argon2id hash of `password`, with its salt and parameters."""
    with _places:
        return _hasher.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """True if `password` is the one that was hashed."""
    with _places:
        try:
            return _hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(password_hash: str) -> bool:
    """True if the hash was made with other parameters than those of today."""
    return _hasher.check_needs_rehash(password_hash)


def objection(password: str, login: str) -> str | None:
    """Why `password` may not be used by `login`, in Chinese; None if it may.

    Source: profile djbh, ≥ 12 characters and 3 of the 4 classes 小写、大写、数字、其他字符.
    """
    if len(password) < MIN_LENGTH:
        return f"密码太短。请至少使用 {MIN_LENGTH} 个字符。"
    if len(password) > MAX_LENGTH:
        return f"密码太长。请不要超过 {MAX_LENGTH} 个字符。"
    if _classes(password) < CLASSES_NEEDED:
        return "密码太简单。请在小写字母、大写字母、数字、其他字符中至少使用三类。"
    name = login.split("@", maxsplit=1)[0]
    if len(name) >= SHORTEST_NAME_LOOKED_FOR and name.casefold() in password.casefold():
        return "密码里含有登录名，容易被猜到。请换一个不含登录名的密码。"
    return None


def one_time_password() -> str:
    """Four groups of four, about 92 bits; it meets the rule for passwords."""
    while True:
        groups = ["".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4)]
        password = "-".join(groups)
        if objection(password, "") is None:
            return password


def _classes(password: str) -> int:
    lower = any("a" <= c <= "z" for c in password)
    upper = any("A" <= c <= "Z" for c in password)
    digit = any("0" <= c <= "9" for c in password)
    other = any(not (c.isascii() and c.isalnum()) for c in password)
    return lower + upper + digit + other
