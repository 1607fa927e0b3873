"""Refuses weak secrets of tokens at start, before anything is signed with them."""

from __future__ import annotations

import os
import sys
<% if environment_file %>

from dotenv import load_dotenv
<% endif %>

# The variables with the secrets of tokens.
SECRETS: list[str] = [
<% for name in jwt_secrets %>
    <%= name | quoted %>,
<% endfor %>
]

# What HS256 asks for (RFC 7518, 3.2); fewer can be guessed from any token.
BYTES = 32

# What values of documentation and examples say; everyone knows those.
SAMPLES = (
    "changein",
    "changeme",
    "changethis",
    "example",
    "placeholder",
    "replaceme",
    "replacethis",
    "secretkey",
    "supersecret",
    "yourjwt",
    "yoursecret",
)


def check_secrets() -> None:
    """Ends the process in production when a secret is weak.

    One that is not set is none, an empty one is. What is printed are names, never
    values.
    """
<% include "environment.py" %>
    given = [name for name in SECRETS if name in os.environ]
    weak = [name for name in given if is_weak(os.environ[name])]
    if weak and environment.lower() in ("production", "prod"):
        sys.exit(
            f"Secrets with fewer than {BYTES} bytes, or of an example: "
            f"{', '.join(weak)}. Make each with: openssl rand -base64 48"
        )


def is_weak(secret: str) -> bool:
    letters = "".join(filter(str.isalpha, secret.lower()))
    is_sample = any(sample in letters for sample in SAMPLES)
    return is_sample or len(os.fsencode(secret)) < BYTES


<% if environment_file %>
load_dotenv()
<% endif %>
check_secrets()
