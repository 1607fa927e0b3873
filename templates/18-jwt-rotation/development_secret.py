"""Secrets for development, where the environment has none."""

from __future__ import annotations

import logging
import os
import secrets
import sys

# What this process has made, by the variables that lack it
made: dict[str, str] = {}


def development_secret(name: str) -> str:
    """A secret that lasts as long as the process. In production it ends here."""
<% include "environment.py" %>
    if environment.lower() in ("production", "prod"):
        sys.exit(f"Missing environment variables: {name}")
    if name not in made:
        logging.getLogger(__name__).warning(
            "%s is not set: tokens are signed with a secret that is made at each start",
            name,
        )
        made[name] = secrets.token_urlsafe(48)
    return made[name]
