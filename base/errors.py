"""The problems this program names: a code, a Chinese message that says what to do, no HTTP status.

`app.py` holds the one table that turns a Problem into a page, the CLI turns it into an exit status.
"""

from __future__ import annotations


class Problem(Exception):
    """Something the user can understand and act on.

    Args:
        message: Chinese, one or two sentences, the second says what to do.
        code: stable machine-readable name, snake_case.
    """

    code = "problem"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class Missing(Problem):
    """The thing asked for does not exist, or may not be known to this reader."""

    code = "missing"


class Refused(Problem):
    """The rules of the house or of the workflow do not allow this."""

    code = "refused"


class Conflict(Problem):
    """Somebody else changed the same thing in between."""

    code = "conflict"


class Unreadable(Problem):
    """The bytes cannot be read. `code` is one of: encrypted damaged unsupported empty too_large
    resource_limit secret archive_limit."""

    code = "damaged"


class Misconfigured(Problem):
    """The installation is not set up so that it could work."""

    code = "misconfigured"
