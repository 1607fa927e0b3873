"""Lets the secret of tokens change without signing anyone out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

<% if jwt_library == "jose" %>
from jose import JWTError
<% else %>
from jwt.exceptions import InvalidSignatureError
<% endif %>


def with_previous_secrets(
    decode: Callable[..., dict[str, Any]], previous: str | None
) -> Callable[..., dict[str, Any]]:
    """A `decode` that takes tokens signed with one of the previous secrets, too.

    `previous` lists those secrets, comma separated. Nothing but the signature tells
    which one a token was signed with, so an expired token stays expired.
    """
    listed = [secret.strip() for secret in (previous or "").split(",")]

    def decode_with_any(
        token: Any, key: Any, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        if not key:
            raise ValueError("The secret of tokens is not set")
        *others, last = [key, *filter(None, listed)]
        for secret in others:
            try:
                return decode(token, secret, *args, **kwargs)
<% if jwt_library == "jose" %>
            except JWTError as error:
                if not str(error).startswith("Signature verification failed"):
                    raise
<% else %>
            except InvalidSignatureError:
                continue
<% endif %>
        return decode(token, last, *args, **kwargs)

    return decode_with_any
