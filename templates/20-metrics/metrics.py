"""How long requests take and how they end, for Prometheus."""

from __future__ import annotations

import os
import secrets
import time

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
    multiprocess,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Probes and the scraper say nothing of how users fare
UNMEASURED = {"/health", "/metrics"}

# A client may send any word as its method
METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"}

registry = CollectorRegistry()
GCCollector(registry=registry)
PlatformCollector(registry=registry)
ProcessCollector(registry=registry)

duration = Histogram(
    "http_request_duration_seconds",
    "Duration of HTTP requests in seconds",
    ["method", "route", "status_code"],
    registry=registry,
)


class MeasureRequests:
    """Middleware that counts and times every request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in UNMEASURED:
            await self.app(scope, receive, send)
            return
        status = 500  # what an exception becomes that nothing handles
        root_path = scope.get("root_path", "")

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        start = time.perf_counter()
        try:
            await self.app(scope, receive, send_noting_status)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "OTHER"
            labels = (method, route_of(scope, root_path), str(status))
            duration.labels(*labels).observe(time.perf_counter() - start)


def route_of(scope: Scope, root_path: str) -> str:
    """The pattern of the route that answers, `/users/{id}`; `unmatched` without one.

    An id in it would make a time series for each.
    """
    route = scope.get("route")
    included = scope.get("fastapi", {}).get("effective_route_context")
    if route is not None and getattr(included, "original_route", None) is route:
        route = included  # which knows the prefix of its router
    path = getattr(route, "path_format", None)
    if path is None:
        return "unmatched"
    names = {
        str(value): f"{{{name}}}"
        for name, value in scope.get("path_params", {}).items()
    }
    mount = scope.get("root_path", "")[len(root_path) :].split("/")
    return "/".join(names.get(part, part) for part in mount) + path


def report_metrics(request: Request) -> Response:
    """Answers whoever sends METRICS_TOKEN; for others there is nothing here."""
    token = os.environ.get("METRICS_TOKEN")
    given = request.headers.get("authorization", "").encode()
    if not token or not secrets.compare_digest(given, f"Bearer {token}".encode()):
        return JSONResponse({"detail": "Not Found"}, status_code=404)
    return Response(
        generate_latest(collected()), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )


def collected() -> CollectorRegistry:
    """The numbers of this process, or of all workers where they share a folder."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return registry
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)
    return together
