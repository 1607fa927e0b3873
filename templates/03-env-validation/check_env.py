"""Says at start which variables are missing, before anything needs them."""

from __future__ import annotations

import logging
import os
import sys
<% if environment_file %>

from dotenv import load_dotenv
<% endif %>

# The variables that the service reads. An empty one counts as missing.
REQUIRED: list[str] = [
<% for name in environment.required %>
<% if loop.first %>
    # without these nothing works
<% endif %>
    <%= name | quoted %>,
<% else %>
    # none
<% endfor %>
]
<% if environment.any_of %>

ANY_OF: list[list[str]] = [
    # of each group one is enough
<% for names in environment.any_of %>
    [<% for name in names %><%= name | quoted %><% if not loop.last %>, <% endif %><% endfor %>],
<% endfor %>
]
<% endif %>
<% if environment.recommended %>

RECOMMENDED: list[str] = [
    # without these some functions fail
<% for name in environment.recommended %>
    <%= name | quoted %>,
<% endfor %>
]
<% endif %>


def check_environment() -> None:
    """Ends the process in production, before anything is connected; elsewhere it warns.

    What is printed are names, never values.
    """
    required = missing(REQUIRED)
<% if environment.any_of %>
    for names in ANY_OF:
        if len(missing(names)) == len(names):
            required.append(" or ".join(names))
<% endif %>
<% include "environment.py" %>
    if required and environment.lower() in ("production", "prod"):
        sys.exit(f"Missing environment variables: {', '.join(required)}")
<% if environment.recommended %>
    required += missing(RECOMMENDED)
<% endif %>
    if required:
        logging.getLogger(__name__).warning(
            "Missing environment variables: %s", ", ".join(required)
        )


def missing(names: list[str]) -> list[str]:
    return [name for name in names if not os.getenv(name)]


<% if environment_file %>
load_dotenv()
<% endif %>
check_environment()
