"""Waits for the databases before the service takes requests."""

<% set kinds = connections | map(attribute="kind") | unique | list %>
<% set pooled = "connection-factory" in kinds or "psycopg2-pool" in kinds or "connection-context" in kinds or "psycopg-pool" in kinds %>
<% set blocking = pooled or "pymongo" in kinds or "sqlalchemy" in kinds %>
<% set waiting = "async-mongo" in kinds or "async-psycopg-pool" in kinds or "async-sqlalchemy" in kinds or "asyncpg" in kinds %>
<% set switched = connections | selectattr("optional") | list %>
from __future__ import annotations

import asyncio
<% if blocking and waiting %>
import inspect
<% endif %>
import logging
import os
import re
<% if blocking %>
import threading
<% endif %>
from collections.abc import Callable
<% if blocking %>
from concurrent.futures import Future
<% endif %>
from typing import Any
<% if "sqlalchemy" in kinds or "async-sqlalchemy" in kinds %>

from sqlalchemy import text
<% endif %>

# How often a database is asked, unless DB_CONNECT_RETRIES is set
DEFAULT_ATTEMPTS = 5

# How long a database may take to answer before the attempt counts as failed
ATTEMPT_TIMEOUT_SECONDS = 5

# The pause behind the first attempt; each one is twice as long as the one before
FIRST_PAUSE_SECONDS = 1
LONGEST_PAUSE_SECONDS = 8
<% if optional_databases %>

# Asked once, and the service starts without them, unless REQUIRE_MONGO is set
OPTIONAL = {<% for name in optional_databases %><%= name | quoted %><% if not loop.last %>, <% endif %><% endfor %>}
<% endif %>

logger = logging.getLogger(__name__)


<% if switched %>
async def wait_for_databases(
    databases: dict[str, Callable[[], Any] | None],
) -> None:
<% else %>
async def wait_for_databases(databases: dict[str, Callable[[], Any]]) -> None:
<% endif %>
    """Returns once every database has answered.

    Where one does not, attempt after attempt, this raises, which ends the start of
    the service: nothing is served.
    """
<% if switched %>
    # what is switched off is not waited for
    asked = {name: probe for name, probe in databases.items() if probe}
    await asyncio.gather(*(connect(name, probe) for name, probe in asked.items()))
<% else %>
    await asyncio.gather(*(connect(name, probe) for name, probe in databases.items()))
<% endif %>


async def connect(name: str, probe: Callable[[], Any]) -> None:
<% if optional_databases %>
    required = name not in OPTIONAL or bool(os.getenv("REQUIRE_MONGO"))
    attempts = int(os.getenv("DB_CONNECT_RETRIES") or DEFAULT_ATTEMPTS)
    if not required:
        attempts = 1
<% else %>
    attempts = int(os.getenv("DB_CONNECT_RETRIES") or DEFAULT_ATTEMPTS)
<% endif %>
    pause = FIRST_PAUSE_SECONDS
    for attempt in range(1, attempts + 1):
        try:
            await ask(probe)
            return
        except Exception as error:  # noqa: BLE001 (it is told, and asked again)
            logger.error(
                "Start: %s does not answer (%d of %d): %s",
                name,
                attempt,
                attempts,
                reason_of(error),
            )
        if attempt < attempts:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
<% if optional_databases %>
    if required:
        raise RuntimeError(f"{name} did not answer in {attempts} attempts")
    logger.warning("Start: the service starts without %s", name)
<% else %>
    raise RuntimeError(f"{name} did not answer in {attempts} attempts")
<% endif %>


async def ask(probe: Callable[[], Any]) -> None:
    """Waits for an answer, and not for what hangs to end."""
<% if blocking and waiting %>
    is_async = inspect.iscoroutinefunction(probe)
    answer = asyncio.ensure_future(probe()) if is_async else in_thread(probe)
<% elif blocking %>
    answer = in_thread(probe)
<% else %>
    answer = asyncio.ensure_future(probe())
<% endif %>
    await asyncio.wait({answer}, timeout=ATTEMPT_TIMEOUT_SECONDS)
    if not answer.done():
        answer.cancel()
        raise TimeoutError(f"no answer within {ATTEMPT_TIMEOUT_SECONDS} s")
    answer.result()


<% if blocking %>
def in_thread(probe: Callable[[], Any]) -> asyncio.Future[None]:
    """Runs a blocking probe beside the event loop.

    The thread of one that hangs does not keep the process from ending.
    """
    future: Future[None] = Future()
    future.set_running_or_notify_cancel()
    threading.Thread(target=run, args=(probe, future), daemon=True).start()
    return asyncio.wrap_future(future)


def run(probe: Callable[[], Any], future: Future[None]) -> None:
    try:
        probe()
    except Exception as error:  # noqa: BLE001 (whoever waits for it gets it)
        future.set_exception(error)
    else:
        future.set_result(None)


<% endif %>
def reason_of(error: Exception) -> str:
    """What went wrong, in one line and without the user and password of an address."""
    reason = " ".join(str(error).split()) or type(error).__name__
    return re.sub(r"//[^@\s]*@", "//***@", reason)
<% if "pymongo" in kinds %>


def reach_pymongo(client: Any) -> None:
    client.admin.command("ping")
<% endif %>
<% if "async-mongo" in kinds %>


async def reach_async_mongo(client: Any) -> None:
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


def reach_connection_factory(
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


def reach_psycopg2_pool(pool: Any) -> None:
    connection = pool.getconn()
    try:
        select_one(connection)
    finally:
        pool.putconn(connection)
<% endif %>
<% if "connection-context" in kinds %>


def reach_connection_context(connect: Callable[[], Any]) -> None:
    with connect() as connection:
        select_one(connection)
<% endif %>
<% if "psycopg-pool" in kinds %>


def reach_psycopg_pool(pool: Any) -> None:
    with pool.connection(timeout=ATTEMPT_TIMEOUT_SECONDS) as connection:
        select_one(connection)
<% endif %>
<% if "async-psycopg-pool" in kinds %>


async def reach_async_psycopg_pool(pool: Any) -> None:
    async with pool.connection(timeout=ATTEMPT_TIMEOUT_SECONDS) as connection:
        await connection.execute("SELECT 1")
<% endif %>
<% if "sqlalchemy" in kinds %>


def reach_sqlalchemy(engine: Any) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
<% endif %>
<% if "async-sqlalchemy" in kinds %>


async def reach_async_sqlalchemy(engine: Any) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
<% endif %>
<% if "asyncpg" in kinds %>


async def reach_asyncpg(pool: Any) -> None:
    await pool.fetchval("SELECT 1")
<% endif %>
