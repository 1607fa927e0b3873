"""The health of the service, for load balancers and container health checks."""

<% set kinds = databases | map(attribute="kind") | unique | list %>
<% set pooled = "connection-factory" in kinds or "psycopg2-pool" in kinds or "connection-context" in kinds or "psycopg-pool" in kinds %>
<% set blocking = pooled or "pymongo" in kinds or "sqlalchemy" in kinds or "redis" in kinds %>
<% set asynchronous = "async-mongo" in kinds or "async-psycopg-pool" in kinds or "async-sqlalchemy" in kinds or "asyncpg" in kinds or "async-redis" in kinds %>
<% set cutting = pooled or "sqlalchemy" in kinds or "async-sqlalchemy" in kinds or "async-psycopg-pool" in kinds or "asyncpg" in kinds %>
<% set mongo = "pymongo" in kinds or "async-mongo" in kinds %>
<% set engines = "sqlalchemy" in kinds or "async-sqlalchemy" in kinds %>
<% set strict = not dispensable_databases %>
<% set optional = databases | selectattr("optional") | list %>
<% if databases %>
from __future__ import annotations

import asyncio
<% if cutting or mongo %>
import contextlib
<% endif %>
<% if engines %>
import contextvars
<% endif %>
<% if blocking and asynchronous %>
import inspect
<% endif %>
import logging
<% if cutting or not strict %>
import os
<% endif %>
<% if cutting %>
import socket
<% endif %>
<% if blocking or cutting %>
import threading
<% endif %>
<% endif %>
import time
<% if databases %>
from collections.abc import Callable<% if cutting %>, Iterator<% endif %>

<% if blocking %>
from concurrent.futures import Future
<% endif %>
from typing import Any
<% endif %>

<% if mongo %>
import pymongo
<% endif %>
from fastapi.responses import JSONResponse
<% if engines %>
from sqlalchemy import event, text
from sqlalchemy.engine import Engine
<% if "async-sqlalchemy" in kinds %>
from sqlalchemy.ext.asyncio import AsyncEngine
<% endif %>
<% endif %>

<% if databases %>
# How long a database may take to answer before it counts as disconnected
PROBE_TIMEOUT_SECONDS = 3

# When the first probe that hangs is given up; the next ones are given twice as long
GIVE_UP_SECONDS = 10

<% if not strict %>
# The service starts and works without them, so they turn no answer to 503, unless REQUIRE_MONGO is set
OPTIONAL = {<% for name in dispensable_databases %><%= name | quoted %><% if not loop.last %>, <% endif %><% endfor %>}

<% endif %>
logger = logging.getLogger(__name__)

# The probe that is under way, by the name of its database, and when it began
running: dict[str, tuple[Any, float]] = {}
hanging: dict[str, list[Any]] = {}
<% if engines %>

# How drivers of SQLAlchemy call the limit of time for a new connection
CONNECT_TIMEOUTS = {
    "asyncpg": "timeout",
    "psycopg": "connect_timeout",
    "psycopg2": "connect_timeout",
    "pymysql": "connect_timeout",
}

# Engines whose pool keeps a probe waiting, and whether this probe has its own line
waiting: set[int] = set()
has_own_line = contextvars.ContextVar("has_own_line", default=False)
<% endif %>


async def report_health(
<% if optional %>
    service: str, databases: dict[str, Callable[[], Any] | None]
<% else %>
    service: str, databases: dict[str, Callable[[], Any]]
<% endif %>
) -> JSONResponse:
<% if strict %>
    """Answers 200 while every database answers, else 503.
<% else %>
    """Answers 200 while every database that is needed answers, else 503.
<% endif %>

    The caller waits no longer than PROBE_TIMEOUT_SECONDS, and the reason of a
    failure goes to the log alone.
    """
<% if optional %>
    # what is switched off is not asked
    asked = {name: probe for name, probe in databases.items() if probe}
    states = dict(
        await asyncio.gather(*(state_of(name, probe) for name, probe in asked.items()))
    )
<% else %>
    states = dict(
        await asyncio.gather(
            *(state_of(name, probe) for name, probe in databases.items())
        )
    )
<% endif %>
<% if strict %>
    healthy = "disconnected" not in states.values()
<% else %>
    away = {name for name, state in states.items() if state == "disconnected"}
    healthy = away <= (set() if os.getenv("REQUIRE_MONGO") else OPTIONAL)
    status = "unhealthy" if not healthy else "degraded" if away else "healthy"
<% endif %>
    return JSONResponse(
        status_code=200 if healthy else 503,
        headers={"Cache-Control": "no-store"},
        content={
<% if strict %>
            "status": "healthy" if healthy else "unhealthy",
<% else %>
            "status": status,
<% endif %>
            "service": service,
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            **states,
        },
    )


async def state_of(name: str, probe: Callable[[], Any]) -> tuple[str, str]:
    try:
        await ask(name, probe)
    except Exception as error:  # noqa: BLE001 (it is told, and the answer is 503)
        logger.error("Health check: %s is disconnected: %r", name, error)
        return name, "disconnected"
    return name, "connected"


async def ask(name: str, probe: Callable[[], Any]) -> None:
    """Waits for a database.

    A probe that hangs gets no other one beside it until it is given up, so that a
    database that is silent does not use up the connections of the service.
    """
    answer, began = running.get(name, (None, 0.0))
    if answer is None or answer.done():
        began = time.monotonic()
        answer = start(probe)
        running[name] = answer, began
<% if blocking and asynchronous %>
    heard = answer if asyncio.isfuture(answer) else asyncio.wrap_future(answer)
<% elif blocking %>
    heard = asyncio.wrap_future(answer)
<% endif %>
<% if blocking %>
    heard.add_done_callback(hear)
    await asyncio.wait({heard}, timeout=PROBE_TIMEOUT_SECONDS)
<% else %>
    answer.add_done_callback(hear)
    await asyncio.wait({answer}, timeout=PROBE_TIMEOUT_SECONDS)
<% endif %>
    if answer.done() and not answer.cancelled():
        answer.result()
        return
    others = [other for other in hanging.get(name, []) if not other.done()]
<% if engines %>
    # the next probe of an engine has a connection of its own
    patience = GIVE_UP_SECONDS * 2 ** len(others) if others else 0
    if time.monotonic() - began >= patience:
<% else %>
    if time.monotonic() - began >= GIVE_UP_SECONDS * 2 ** len(others):
<% endif %>
        hanging[name] = [*others, answer]
        running.pop(name, None)
<% if asynchronous %>
<% if blocking or engines %>
        if <% if engines %>others<% if blocking %> and <% endif %><% endif %><% if blocking %>asyncio.isfuture(answer)<% endif %>:
            answer.cancel()
<% else %>
        answer.cancel()
<% endif %>
<% endif %>
    raise TimeoutError(f"no answer within {PROBE_TIMEOUT_SECONDS} s")


def hear(answer: asyncio.Future[None]) -> None:
    """What comes later than anybody waits for is no error of its own."""
    if not answer.cancelled():
        answer.exception()


<% if blocking and asynchronous %>
def start(probe: Callable[[], Any]) -> Any:
    if inspect.iscoroutinefunction(probe):
        return asyncio.ensure_future(probe())
    return in_thread(probe)


def in_thread(probe: Callable[[], Any]) -> Future[None]:
<% elif blocking %>
def start(probe: Callable[[], Any]) -> Future[None]:
<% else %>
def start(probe: Callable[[], Any]) -> asyncio.Future[None]:
    return asyncio.ensure_future(probe())
<% endif %>
<% if blocking %>
    """Runs a blocking probe beside the event loop.

    Its thread does not keep the process from ending.
    """
    future: Future[None] = Future()
    future.set_running_or_notify_cancel()
    threading.Thread(target=run, args=(probe, future), daemon=True).start()
    return future


def run(probe: Callable[[], Any], future: Future[None]) -> None:
    try:
        probe()
    except Exception as error:  # noqa: BLE001 (whoever waits for it gets it)
        future.set_exception(error)
    else:
        future.set_result(None)
<% endif %>
<% if cutting %>


@contextlib.contextmanager
def limited(connection: Any) -> Iterator[None]:
    """Cuts a connection that does not answer in time: its pool makes a new one then."""
<% if "async-sqlalchemy" in kinds or "asyncpg" in kinds %>
    if hasattr(connection, "terminate"):
        loop = asyncio.get_running_loop()
        timer: Any = loop.call_later(PROBE_TIMEOUT_SECONDS, connection.terminate)
    else:
        timer = threading.Timer(PROBE_TIMEOUT_SECONDS, cut, [connection])
        timer.daemon = True
        timer.start()
<% else %>
    timer = threading.Timer(PROBE_TIMEOUT_SECONDS, cut, [connection])
    timer.daemon = True
    timer.start()
<% endif %>
    try:
        yield
    finally:
        timer.cancel()


def cut(connection: Any) -> None:
    """Ends what waits for an answer of a connection; it fails there."""
    # a driver may have none, and the connection may be closed by now
    with contextlib.suppress(Exception):
        line = socket.socket(fileno=os.dup(connection.fileno()))
        line.shutdown(socket.SHUT_RDWR)
        line.close()
<% endif %>
<% if mongo %>


def answering_in_time() -> Any:
    """Limits what is asked of MongoDB; a connection that is too late is closed."""
    # pymongo has it from 4.2 on
    if hasattr(pymongo, "timeout"):
        return pymongo.timeout(PROBE_TIMEOUT_SECONDS)
    return contextlib.nullcontext()
<% endif %>
<% if "pymongo" in kinds %>


def ping_pymongo(client: Any) -> None:
    with answering_in_time():
        client.admin.command("ping")
<% endif %>
<% if "async-mongo" in kinds %>


async def ping_async_mongo(client: Any) -> None:
    with answering_in_time():
        await client.admin.command("ping")
<% endif %>
<% if pooled %>


def select_one(connection: Any) -> None:
    if connection is None:
        raise ConnectionError("no connection")
    with limited(connection), connection.cursor() as cursor:
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
        with limited(connection):
            await connection.execute("SELECT 1")
<% endif %>
<% if engines %>


def with_own_line(engine: Any) -> Engine:
    """An engine like this one, whose pool is empty: nothing that hangs is in the way."""
    if not event.contains(engine, "do_connect", connect_in_time):
        event.listen(engine, "do_connect", connect_in_time)
    return Engine(engine.pool.recreate(), engine.dialect, engine.url)


def connect_in_time(
    dialect: Any, record: Any, arguments: Any, options: dict[str, Any]
) -> Any:
    name = CONNECT_TIMEOUTS.get(dialect.driver)
    if name is None or not has_own_line.get():
        return None
    return dialect.connect(*arguments, **{name: PROBE_TIMEOUT_SECONDS, **options})
<% endif %>
<% if "sqlalchemy" in kinds %>


def ping_sqlalchemy(engine: Any) -> None:
    if id(engine) in waiting:
        has_own_line.set(True)
        own = with_own_line(engine)
        try:
            select_one_with(own)
        finally:
            own.dispose()
        return
    waiting.add(id(engine))
    try:
        select_one_with(engine)
    finally:
        waiting.discard(id(engine))


def select_one_with(engine: Any) -> None:
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        with limited(raw):
            connection.execute(text("SELECT 1"))
<% endif %>
<% if "async-sqlalchemy" in kinds %>


async def ping_async_sqlalchemy(engine: Any) -> None:
    if id(engine) in waiting:
        has_own_line.set(True)
        own = AsyncEngine(with_own_line(engine.sync_engine))
        try:
            await async_select_one_with(own)
        finally:
            await own.dispose()
        return
    waiting.add(id(engine))
    try:
        await async_select_one_with(engine)
    finally:
        waiting.discard(id(engine))


async def async_select_one_with(engine: Any) -> None:
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        with limited(raw.driver_connection):
            await connection.execute(text("SELECT 1"))
<% endif %>
<% if "asyncpg" in kinds %>


async def ping_asyncpg(pool: Any) -> None:
    try:
        async with pool.acquire(timeout=PROBE_TIMEOUT_SECONDS) as connection:
            with limited(connection):
                await connection.fetchval("SELECT 1")
    except Exception:
        # the other connections may be as dead
        await pool.expire_connections()
        raise
<% endif %>
<% if "redis" in kinds %>


def ping_redis(client: Any) -> None:
    """Asks on a line of its own: those of the service may wait for ever."""
    pool = client.connection_pool
    limit = {"socket_timeout": PROBE_TIMEOUT_SECONDS}
    connection = pool.connection_class(**{**pool.connection_kwargs, **limit})
    try:
        connection.connect()
        connection.send_command("PING")
        connection.read_response()
    finally:
        connection.disconnect()
<% endif %>
<% if "async-redis" in kinds %>


async def ping_async_redis(client: Any) -> None:
    """Asks on a line of its own: those of the service may wait for ever."""
    pool = client.connection_pool
    limit = {"socket_timeout": PROBE_TIMEOUT_SECONDS}
    connection = pool.connection_class(**{**pool.connection_kwargs, **limit})
    try:
        await connection.connect()
        await connection.send_command("PING")
        await connection.read_response()
    finally:
        await connection.disconnect()
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
