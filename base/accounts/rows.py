"""Tables of the accounts: people, their sign-ins, and the attempts that the throttle counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from base.db import Base, UtcDateTime, utcnow
from base.roles import Actor, Role


class UserRow(Base):
    """A person. Never deleted, since the audit log and the opinions name them; disabled instead.

    `email` is the login name: any text, kept as `login_name` writes it.
    """

    __tablename__ = "user_account"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - the number of a removed sample person is not given again
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(120))
    role_name: Mapped[str] = mapped_column("role", String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    password_set_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    is_sample: Mapped[bool] = mapped_column(default=False)

    @property
    def role(self) -> Role:
        """What this person may do."""
        return Role(self.role_name)

    @property
    def actor(self) -> Actor:
        """The person as the rest of the program knows them."""
        return Actor(user_id=self.id, name=self.name, role=self.role)


class SignInRow(Base):
    """One sign-in of one browser. The cookie carries the secret, the row only its SHA-256."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    sid_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    address: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AttemptRow(Base):
    """One try at a password. `login_key` is a keyed hash: people type passwords into the wrong box."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_login", "login_key", "at"),
        Index("ix_sign_in_attempt_address", "address", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    login_key: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(60))
    ok: Mapped[bool] = mapped_column(default=False)
