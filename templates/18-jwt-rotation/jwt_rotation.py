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

    def decode_with_any(*args: Any, **kwargs: Any) -> dict[str, Any]:
        # the token comes first and the secret second, or by their names
        by_place = len(args) > 1
        key = args[1] if by_place else kwargs.get("key")
        if not key:
            raise ValueError("The secret of tokens is not set")

        def decode_with(secret: Any) -> dict[str, Any]:
            if by_place:
                return decode(args[0], secret, *args[2:], **kwargs)
            return decode(*args, **{**kwargs, "key": secret})

        *others, last = [key, *filter(None, listed)]
        for secret in others:
            try:
                return decode_with(secret)
<% if jwt_library == "jose" %>
            except JWTError as error:
                if not str(error).startswith("Signature verification failed"):
                    raise
<% else %>
            except InvalidSignatureError:
                continue
<% endif %>
        return decode_with(last)

    return decode_with_any
