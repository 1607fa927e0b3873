"""Reports errors to Sentry where SENTRY_DSN is set; elsewhere nothing leaves the service."""

from __future__ import annotations

import os
import re
from typing import Any

import sentry_sdk
<% if environment_file %>
from dotenv import load_dotenv
<% endif %>
from sentry_sdk.integrations.fastapi import FastApiIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.integrations.starlette import StarletteIntegration

# A part of a path that is no word: an id, a token, an address. `v1` is a word.
VALUE = re.compile(r"/(?!v\d+(?:/|$))[^/{]*[^a-zA-Z_.~/{-][^/]*")
# What stands before the path of a request that has not come to its route.
HOST = re.compile(r"^\w+://[^/]*")


def report_errors() -> None:
    """Declining personal data is not enough: Sentry sends what it knows of a request anyway."""
    sentry_sdk.init(
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        # these would hold log lines and the addresses of outgoing calls
        max_breadcrumbs=0,
        integrations=[
            StarletteIntegration(),
            FastApiIntegration(),
            LoggingIntegration(level=None, event_level=None),
        ],
        # others would send what is logged with loguru, or what a queue was given
        auto_enabling_integrations=False,
        before_send=without_personal_data,
        # errors only: nothing is traced, here or in the services that are called
        before_send_transaction=lambda event, hint: None,
        trace_propagation_targets=[],
    )


def without_personal_data(event: Any, hint: dict[str, Any]) -> Any:
    """An event without body, query, headers, cookies, user and the values in its path."""
    for key in ("request", "user", "breadcrumbs", "extra"):
        event.pop(key, None)
    if event.get("transaction"):
        path = HOST.sub("", event["transaction"])
        event["transaction"] = VALUE.sub("/:value", path)
    return event


<% if environment_file %>
load_dotenv()
<% endif %>
if os.getenv("SENTRY_DSN"):
    report_errors()
