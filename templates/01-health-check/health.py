"""The health of the service, for load balancers and container health checks."""

<% set kinds = databases | map(attribute="kind") | unique | list %>
<% set pooled = "connection-factory" in kinds or "psycopg2-pool" in kinds or "connection-context" in kinds or "psycopg-pool" in kinds %>
<% set blocking = pooled or "pymongo" in kinds or "sqlalchemy" in kinds or "redis" in kinds %>
<% if databases %>
from __future__ import annotations

import asyncio
<% if blocking %>
import inspect
<% endif %>
import logging
<% if blocking %>
import threading
<% endif %>
<% endif %>
import time
<% if databases %>
from collections.abc import Callable
<% if blocking %>
from concurrent.futures import Future
<% endif %>
from typing import Any
<% endif %>

from fastapi.responses import JSONResponse
<% if "sqlalchemy" in kinds or "async-sqlalchemy" in kinds %>
from sqlalchemy import text
<% endif %>

<% if databases %>
# How long a database may take to answer before it counts as disconnected
PROBE_TIMEOUT_SECONDS = 3

logger = logging.getLogger(__name__)
<% if blocking %>

# Blocking probes that have not ended yet, by the name of their database
running: dict[str, Future[None]] = {}
<% endif %>


async def report_health(
    service: str, databases: dict[str, Callable[[], Any]]
) -> JSONResponse:
    """Answers 200 while every database answers, else 503.

    The caller waits no longer than PROBE_TIMEOUT_SECONDS, and the reason of a
    failure goes to the log alone.
    """
    answers = await asyncio.gather(
        *(ask(name, probe) for name, probe in databases.items()),
        return_exceptions=True,
    )
    states = {}
    for name, answer in zip(databases, answers):
        states[name] = "connected"
        if isinstance(answer, Exception):
            states[name] = "disconnected"
            logger.error("Health check: %s is disconnected: %r", name, answer)
    healthy = "disconnected" not in states.values()
    return JSONResponse(
        status_code=200 if healthy else 503,
        headers={"Cache-Control": "no-store"},
        content={
            "status": "healthy" if healthy else "unhealthy",
            "service": service,
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            **states,
        },
    )


async def ask(name: str, probe: Callable[[], Any]) -> None:
<% if blocking %>
    if inspect.iscoroutinefunction(probe):
        answer = probe()
    else:
        answer = in_thread(name, probe)
    await asyncio.wait_for(answer, PROBE_TIMEOUT_SECONDS)


def in_thread(name: str, probe: Callable[[], Any]) -> asyncio.Future[None]:
    """Runs a blocking probe beside the event loop.

    A probe that hangs gets no second one beside it, and its thread does not keep
    the process from ending.
    """
    future = running.get(name)
    if future is None or future.done():
        future = running[name] = Future()
        future.set_running_or_notify_cancel()
        thread = threading.Thread(target=run, args=(probe, future), daemon=True)
        thread.start()
    return asyncio.wrap_future(future)


def run(probe: Callable[[], Any], future: Future[None]) -> None:
    try:
        probe()
    except Exception as error:  # noqa: BLE001 (whoever waits for it gets it)
        future.set_exception(error)
    else:
        future.set_result(None)
<% else %>
    await asyncio.wait_for(probe(), PROBE_TIMEOUT_SECONDS)
<% endif %>
<% if "pymongo" in kinds %>


def ping_pymongo(client: Any) -> None:
    client.admin.command("ping")
<% endif %>
<% if "async-mongo" in kinds %>


async def ping_async_mongo(client: Any) -> None:
    await client.admin.command("ping")
<% endif %>
<% if pooled %>


def select_one(connection: Any) -> None:
    if connection is None:
        raise ConnectionError("no connection")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    connection.rollback()
<% endif %>
<% if "connection-factory" in kinds %>


def ping_connection_factory(
    connect: Callable[[], Any], release: Callable[[Any], Any]
) -> None:
    connection = connect()
    try:
        select_one(connection)
    finally:
        if connection is not None:
            release(connection)
<% endif %>
<% if "psycopg2-pool" in kinds %>


def ping_psycopg2_pool(pool: Any) -> None:
    connection = pool.getconn()
    try:
        select_one(connection)
    finally:
        pool.putconn(connection)
<% endif %>
<% if "connection-context" in kinds %>


def ping_connection_context(connect: Callable[[], Any]) -> None:
    with connect() as connection:
        select_one(connection)
<% endif %>
<% if "psycopg-pool" in kinds %>


def ping_psycopg_pool(pool: Any) -> None:
    with pool.connection(timeout=PROBE_TIMEOUT_SECONDS) as connection:
        select_one(connection)
<% endif %>
<% if "async-psycopg-pool" in kinds %>


async def ping_async_psycopg_pool(pool: Any) -> None:
    async with pool.connection(timeout=PROBE_TIMEOUT_SECONDS) as connection:
        await connection.execute("SELECT 1")
<% endif %>
<% if "sqlalchemy" in kinds %>


def ping_sqlalchemy(engine: Any) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
<% endif %>
<% if "async-sqlalchemy" in kinds %>


async def ping_async_sqlalchemy(engine: Any) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
<% endif %>
<% if "asyncpg" in kinds %>


async def ping_asyncpg(pool: Any) -> None:
    await pool.fetchval("SELECT 1")
<% endif %>
<% if "redis" in kinds %>


def ping_redis(client: Any) -> None:
    client.ping()
<% endif %>
<% if "async-redis" in kinds %>


async def ping_async_redis(client: Any) -> None:
    await client.ping()
<% endif %>
<% else %>

def report_health(service: str) -> JSONResponse:
    return JSONResponse(
        headers={"Cache-Control": "no-store"},
        content={
            "status": "healthy",
            "service": service,
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        },
    )
<% endif %>
