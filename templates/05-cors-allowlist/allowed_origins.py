"""The origins whose pages may use this service."""

from __future__ import annotations

import logging
import os
<% if page_variable %>
import re
<% endif %>

<% if page_variable %>
# Beside that of <%= page_variable %>, unless CORS_ALLOWED_ORIGINS is set
<% else %>
# Unless CORS_ALLOWED_ORIGINS is set
<% endif %>
DEFAULT_ORIGINS: list[str] = [
<% for origin in origins or [] %>
    <%= origin | quoted %>,
<% else %>
<% if page_variable %>
    # none is known
<% else %>
    # none is known yet: set CORS_ALLOWED_ORIGINS
<% endif %>
<% endfor %>
]

# The developer's own machine; only where ENVIRONMENT (or <%= environment_switch %>) is not production
LOCAL_ORIGINS: list[str] = [
    f"http://{host}:{port}"
    for host in ("localhost", "127.0.0.1")
    for port in (3000, 4000, 5000, 5173, 8000, 8080)
]


def cors_allowlist() -> list[str]:
    """The origins in CORS_ALLOWED_ORIGINS (comma separated), else the list above."""
    listed = os.getenv("CORS_ALLOWED_ORIGINS", "").split(",")
    given = [origin.strip().rstrip("/") for origin in listed if origin.strip()]
    if "*" in given:
        raise ValueError(
            'CORS_ALLOWED_ORIGINS must list origins; "*" would let every web page in'
        )
<% if page_variable %>
    # an address may have a path, and no origin has one
    page = re.match(r"https?://[^/]+", os.getenv("<%= page_variable %>", ""))
    known = ([page[0]] if page else []) + DEFAULT_ORIGINS
    origins = given or known
<% else %>
    origins = given or DEFAULT_ORIGINS
<% endif %>
    if not origins:
        logging.getLogger(__name__).warning(
            "CORS_ALLOWED_ORIGINS is not set: "
            "pages on other hosts cannot use this service"
        )
<% include "environment.py" %>
    if environment.lower() in ("production", "prod"):
        return list(origins)
    return origins + LOCAL_ORIGINS
