"""Secrets for development, where the environment has none."""

from __future__ import annotations

import functools
import logging
import os
import secrets
import sys


@functools.lru_cache(maxsize=None)
def development_secret(name: str) -> str:
    """A secret that lasts as long as the process. In production it ends here."""
<% include "environment.py" %>
    if environment.lower() in ("production", "prod"):
        sys.exit(f"Missing environment variables: {name}")
    logging.getLogger(__name__).warning(
        "%s is not set: tokens are signed with a secret that is made at each start",
        name,
    )
    return secrets.token_urlsafe(48)
