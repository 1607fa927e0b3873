"""A route that answers whoever asks, whatever guards the app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send


class OpenRoute:
    """Middleware that answers one path before whatever stands inside of it."""

    def __init__(self, app: ASGIApp, path: str, endpoint: Callable[..., Any]) -> None:
        self.app = app
        self.route = Route(path, endpoint)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match, found = self.route.matches(scope)
        if match is Match.FULL:
            await self.route.handle({**scope, **found}, receive, send)
        else:
            await self.app(scope, receive, send)
