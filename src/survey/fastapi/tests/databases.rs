//! The databases of a service, as its app sees them, and what closes them.

use crate::survey::fastapi::tests::seen::{MANIFEST, main, see};

#[test]
fn clients_are_closed_at_the_end_or_not() {
    let closing = |text: &str| {
        let text = format!(
            "from contextlib import asynccontextmanager\nfrom db import client, stop\n{text}"
        );
        let main = format!("from fastapi import FastAPI\n{text}");
        let db = "from pymongo import MongoClient\nclient = MongoClient()\n\n\ndef stop():\n    client.close()\n";
        see(&[MANIFEST, ("main.py", &main), ("db.py", db)])
    };
    for text in [
        "@asynccontextmanager\nasync def life(app):\n    yield\n    client.close()\n\napp = FastAPI(lifespan=life)\n@app.get('/x')\ndef x():\n    return 1\n",
        "@asynccontextmanager\nasync def life(app):\n    try:\n        yield\n    finally:\n        stop()\n\napp = FastAPI(lifespan=life)\n@app.get('/x')\ndef x():\n    return 1\n",
        "app = FastAPI()\n\n@app.on_event('shutdown')\ndef end():\n    stop()\n@app.get('/x')\ndef x():\n    return 1\n",
        "app = FastAPI()\napp.add_event_handler('shutdown', client.close)\n@app.get('/x')\ndef x():\n    return 1\n",
    ] {
        assert_eq!(closing(text).get("fact closing-clients"), "True", "{text}");
    }
    let open = closing(
        "@asynccontextmanager\nasync def life(app):\n    print(1)\n    yield\n    print(2)\n\napp = FastAPI(lifespan=life)\n@app.get('/x')\ndef x():\n    return 1\n",
    );
    open.says(&[
        ("fact closing-clients", "-"),
        ("slot lifespan", "filled"),
        ("slot lifespan-startup", "main.py Before print(1)"),
        ("slot lifespan-shutdown", "main.py After "),
    ]);
    let events = closing(
        "app = FastAPI()\n\n@app.on_event('startup')\ndef start():\n    pass\n@app.get('/x')\ndef x():\n    return 1\n",
    );
    events.says(&[
        ("slot lifespan", "filled"),
        ("list apps-without-lifespan", ""),
        ("slot shutdown-event", "main.py After @app.get('/x')"),
    ]);
}

#[test]
fn handles_are_given_as_the_app_sees_them() {
    let app = "\napp = FastAPI()\n\n@app.get('/x')\ndef x():\n    return 1\n";
    let databases = |start: &str, db: &str| {
        let main = format!("from fastapi import FastAPI\n{start}{app}");
        let seen = see(&[MANIFEST, ("main.py", &main), ("data/db.py", db)]);
        seen.get("fact databases").to_owned()
    };
    let pool = "from psycopg2 import pool\npg = None\n\n\ndef start():\n    global pg\n    pg = pool.SimpleConnectionPool(1, 9, host='h')\n";
    let taken = format!(
        "{pool}\n\ndef take():\n    return pg.getconn()\n\n\ndef give(conn):\n    pg.putconn(conn)\n"
    );
    for (start, db, handle) in [
        (
            "from data.db import engine as own\n",
            "from sqlalchemy import create_engine\nengine = create_engine('x')\n",
            "'import': '', 'handle': 'own'",
        ),
        (
            "from data import db\n",
            "from sqlalchemy.ext.asyncio import create_async_engine\nengine = create_async_engine('x')\n",
            "'import': '', 'handle': 'db.engine'",
        ),
        (
            "from data.db import start\n",
            pool,
            "'import': 'from data import db', 'handle': 'db.pg'",
        ),
        (
            "from data.db import start\n",
            &taken,
            "'handle': 'take', 'release': 'give'",
        ),
        (
            "from data.db import connect\n",
            "import psycopg2\n\n\ndef connect():\n    return psycopg2.connect(host='h')\n",
            "'kind': 'connection-factory'",
        ),
        (
            "from data.db import find\n",
            "from pymongo import MongoClient\n\n\ndef find():\n    client = MongoClient()\n    return client.db.list()\n",
            "? the client at `data/db.py:5`",
        ),
        ("import tortoise\n", "", "does not see how to ask"),
    ] {
        let seen = databases(start, db);
        assert!(seen.contains(handle), "{handle} in {seen}");
    }
    let private = "import redis\nprivate = redis.Redis()\n\n\ndef cache():\n    return private\n";
    assert_eq!(databases("from data.db import cache\n", private), "[]");
}

#[test]
fn what_hangs_from_the_app_is_reached_through_it() {
    let seen = main(
        "import asyncpg\n\nasync def connect(api: FastAPI):\n    api.state.pool = await asyncpg.create_pool('x')\n\napp = FastAPI()\n\n@app.get('/x')\ndef x():\n    return 1\n",
    );
    assert!(
        seen.get("fact databases")
            .contains("'handle': 'app.state.pool'")
    );
    assert!(
        seen.get("fact closing")
            .contains("'close': 'await asyncio.wait_for(app.state.pool.close(), 5)'")
    );
}
