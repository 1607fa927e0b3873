use std::sync::Arc;

use crate::code::{Parsed, Survey};
use crate::survey::fact::{Fact, Site, Slot};
use crate::survey::fastapi::service::Fastapi;
use crate::survey::fastapi::stack::{FastapiStack, NAME};
use crate::survey::stack::{Facts, Stack};
use crate::survey::stacks::services;
use crate::survey::word::Kind;
use crate::tree::{Overlay, walk};

/// What is surveyed of a tree: each service with its facts, lists and slots, in lines.
struct Seen(Vec<String>);

fn see(files: &[(&str, &str)]) -> Seen {
    let root = tempfile::tempdir().expect("a folder for the test");
    for (path, text) in files {
        let path = root.path().join(path);
        let folder = path.parent().expect("a file has a folder");
        std::fs::create_dir_all(folder).expect("the folder can be made");
        #[expect(clippy::disallowed_methods)]
        std::fs::write(path, text).expect("the file can be written");
    }
    see_at(root.path())
}

fn see_at(root: &std::path::Path) -> Seen {
    let overlay = Overlay::new(Arc::new(walk(root, &[]).expect("the folder can be read")));
    let parsed = Parsed::default();
    let survey = Survey::new(&overlay, &parsed);
    let mut lines = Vec::new();
    for service in services(&survey) {
        if service.stack != NAME {
            continue;
        }
        let Some(fastapi) = Fastapi::new(&survey, &service, &FastapiStack) else {
            continue;
        };
        lines.push(format!(
            "service {} {}",
            service.path,
            service.entry.clone().unwrap_or_default()
        ));
        for word in FastapiStack.words() {
            let text = match word.kind {
                Kind::Fact | Kind::Folder => match fastapi.fact(word.name, None) {
                    Some(Fact::Present(value)) => format!("{value}"),
                    Some(Fact::Absent) => "-".to_owned(),
                    Some(Fact::Unknown(reason)) => format!("? {reason}"),
                    None => "nobody computes it".to_owned(),
                },
                Kind::List => match fastapi.sites(word.name) {
                    Some(Fact::Present(sites)) => {
                        let site = |site: &Site| {
                            let text = overlay.text(&site.path).ok().flatten().unwrap_or_default();
                            format!("{}:{} {}", site.path, site.line, &text[site.range.clone()])
                        };
                        sites.iter().map(site).collect::<Vec<_>>().join(" | ")
                    }
                    _ => "nobody computes it".to_owned(),
                },
                Kind::Slot => match fastapi.slot(word.name) {
                    Some(Slot::Free(place)) => {
                        let text = overlay.text(&place.path).ok().flatten().unwrap_or_default();
                        let next = text[place.at..]
                            .lines()
                            .next()
                            .unwrap_or_default()
                            .trim()
                            .to_owned();
                        format!("{} {:?} {next}", place.path, place.side)
                    }
                    Some(Slot::Filled) => "filled".to_owned(),
                    Some(Slot::Missing(reason)) => format!("? {reason}"),
                    None => "nobody computes it".to_owned(),
                },
            };
            let kind = format!("{:?}", word.kind).to_lowercase();
            lines.push(format!("{kind} {}: {text}", word.name));
        }
    }
    Seen(lines)
}

impl Seen {
    fn services(&self) -> Vec<&str> {
        let named = |line: &'_ String| line.starts_with("service ");
        self.0
            .iter()
            .filter(|line| named(line))
            .map(|line| &line[8..])
            .collect()
    }

    /// What follows `what`, for the only service.
    fn get(&self, what: &str) -> &str {
        let start = format!("{what}: ");
        let found = self.0.iter().find_map(|line| line.strip_prefix(&start));
        found.unwrap_or_else(|| panic!("no {what} in {:#?}", self.0))
    }
}

const MANIFEST: (&str, &str) = ("requirements.txt", "fastapi==0.111.0\nuvicorn\n");

/// A service of one file, which begins with the usual import.
fn main(text: &str) -> Seen {
    see(&[
        MANIFEST,
        ("main.py", &format!("from fastapi import FastAPI\n{text}")),
    ])
}

#[test]
fn what_starts_a_service_tells_which_app_it_serves() {
    let app =
        "from fastapi import FastAPI\napp = FastAPI()\n\n@app.get('/x')\ndef x():\n    return 1\n";
    let both = [("main.py", app), ("web/server.py", app)];
    let seen = |more: &[(&str, &str)]| {
        let files: Vec<(&str, &str)> = [&[MANIFEST], &both[..], more].concat();
        see(&files).services().join(", ")
    };
    assert_eq!(seen(&[]), ". main.py");
    for (path, text) in [
        (
            "Dockerfile",
            "FROM python:3.11\nCMD [\"uvicorn\", \"web.server:app\"]\n",
        ),
        (
            "docker-compose.yml",
            "services:\n  api:\n    command: uvicorn web.server:app --reload\n",
        ),
        (
            "Procfile",
            "web: gunicorn -k uvicorn.workers.UvicornWorker web.server:app\n",
        ),
        ("start.sh", "#!/bin/sh\nexec fastapi run web/server.py\n"),
        ("Makefile", "run:\n\tpoetry run uvicorn web.server:app\n"),
        (
            "run.py",
            "import uvicorn\n\nuvicorn.run('web.server:app')\n",
        ),
    ] {
        assert_eq!(seen(&[(path, text)]), ". web/server.py", "{path}");
    }
}

#[test]
fn routers_tests_and_examples_serve_nothing() {
    let router = "from fastapi import APIRouter, FastAPI\nrouter = APIRouter()\n\n@router.get('/health')\ndef health():\n    return 1\n\napp = FastAPI()\napp.include_router(router)\n";
    let seen = see(&[
        ("api/requirements.txt", "fastapi\n"),
        (
            "api/main.py",
            "from fastapi import FastAPI\nfrom routes.chat import router\napp = FastAPI()\napp.include_router(router, prefix='/chat')\n",
        ),
        ("api/routes/chat.py", router),
        ("api/examples/main.py", router),
        ("api/test_main.py", router),
        ("tools/setup.py", "from fastapi import FastAPI\n"),
        ("web/requirements.txt", "flask\n"),
        (
            "web/main.py",
            "from flask import Flask\napp = Flask(__name__)\n",
        ),
        (
            "lib/pyproject.toml",
            "[project]\ndependencies = ['fastapi']\n",
        ),
        (
            "lib/lib/tool.py",
            "from fastapi import FastAPI\n\ndef attach(app: FastAPI):\n    pass\n",
        ),
    ]);
    assert_eq!(seen.services(), ["api api/main.py"]);
    assert_eq!(seen.get("fact health"), "-", "the route of a feature");
}

#[test]
fn a_parent_is_served_and_not_the_child_that_it_mounts() {
    let seen = main(
        "v1 = FastAPI()\nweb = FastAPI()\n\n@v1.get('/health')\ndef h():\n    return 1\n\nweb.mount('/v1', v1)\n",
    );
    assert_eq!(seen.get("fact app"), "web");
}

#[test]
fn factories_are_followed_to_the_block_that_registers() {
    let seen = see(&[
        MANIFEST,
        ("app/__init__.py", ""),
        (
            "app/main.py",
            "from .setup import create_app\n\napp = create_app()\n",
        ),
        (
            "app/setup.py",
            "from fastapi import FastAPI\n\n\ndef create_app() -> FastAPI:\n    application = FastAPI()\n    # everything\n    register(application)\n    return application\n\n\ndef register(api):\n    @api.get('/items')\n    def items():\n        return []\n",
        ),
        ("Dockerfile", "CMD uvicorn app.main:app\n"),
    ]);
    assert_eq!(seen.services(), [". app/main.py"]);
    assert_eq!(seen.get("fact app"), "application");
    assert_eq!(seen.get("slot health"), "app/setup.py Before # everything");
    assert_eq!(
        seen.get("slot lifespan"),
        "app/setup.py Before def create_app() -> FastAPI:"
    );
}

#[test]
fn functions_that_use_the_app_count_where_they_are_called() {
    let seen = main(
        "app = FastAPI()\n\n\ndef include():\n    app.mount('/x', None)\n\n\nprepare = 1\ninclude()\n\n\ndef run():\n    pass\n\n\nif __name__ == '__main__':\n    run()\n",
    );
    assert_eq!(seen.get("slot health"), "main.py Before include()");
}

#[test]
fn health_routes_are_recognised() {
    let router = "from fastapi import APIRouter\nfrom routes import router\n";
    for route in [
        "app = FastAPI()\n\n@app.get('/health')\ndef h():\n    return 1\n",
        "app = FastAPI()\n\n@app.api_route(path='/healthz', methods=['GET'])\ndef h():\n    return 1\n",
        "app = FastAPI()\napp.add_api_route('/api/v1/health-check/', h)\n",
        "PREFIX = '/api'\napp = FastAPI()\napp.include_router(router, prefix=PREFIX + '/v1')\n",
    ] {
        let text =
            format!("from fastapi import FastAPI\n{router}\n\ndef h():\n    return 1\n\n{route}");
        let routes = "from fastapi import APIRouter\nfrom probes import probes\nrouter = APIRouter()\nrouter.include_router(probes, prefix='/utils')\n";
        let probes = "from fastapi import APIRouter\nprobes = APIRouter(prefix='/health')\n\n@probes.get('/ready')\ndef r():\n    return 1\n";
        let seen = see(&[
            MANIFEST,
            ("main.py", &text),
            ("routes.py", routes),
            ("probes.py", probes),
        ]);
        assert_ne!(seen.get("fact health"), "-", "{route}");
    }
    for route in [
        "@app.get('/ai/health')\ndef h():\n    return 1\n",
        "@app.post('/status')\ndef h():\n    return 1\n",
        "@app.get('/healthcare')\ndef h():\n    return 1\n",
    ] {
        let seen = main(&format!("app = FastAPI()\n\n{route}"));
        assert_eq!(seen.get("fact health"), "-", "{route}");
    }
}

#[test]
fn open_origins_are_found_where_they_are_written() {
    let with = |origins: &str| {
        format!(
            "import os\nfrom fastapi.middleware.cors import CORSMiddleware\nfrom settings import settings\napp = FastAPI()\nORIGINS = ['*']\nif not ORIGINS:\n    ORIGINS = ['https://a.example.com']\napp.add_middleware(CORSMiddleware, {origins})\napp.mount('/x', None)\n"
        )
    };
    let seen = |origins: &str| {
        let settings = "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    origins: list[str] = [\"*\"]\n    closed: list[str] = ['https://a.example.com']\n\n\nsettings = Settings()\n";
        let main = format!("from fastapi import FastAPI\n{}", with(origins));
        let seen = see(&[MANIFEST, ("main.py", &main), ("settings.py", settings)]);
        (
            seen.get("list open-origins").to_owned(),
            seen.get("list origins-open-by-default").to_owned(),
        )
    };
    let open = |origins: &str| seen(origins).0;
    assert_eq!(open("allow_origins=['*']"), "main.py:9 ['*']");
    assert_eq!(open("allow_origins=ORIGINS"), "main.py:6 ['*']");
    assert_eq!(
        open("allow_origins=settings.origins"),
        "settings.py:5 [\"*\"]"
    );
    assert_eq!(
        open("allow_origins=[], allow_origin_regex='https?://.*'"),
        "main.py:9 'https?://.*'"
    );
    assert_eq!(open("**{'allow_origins': ['*']}"), "main.py:9 ['*']");
    assert_eq!(
        open("allow_origins=[o for o in settings.origins]"),
        "settings.py:5 [\"*\"]"
    );
    for closed in [
        "allow_origins=settings.closed",
        "allow_origins=['https://a.example.com']",
        "allow_origins=['*'] if settings.DEBUG else ['https://a.example.com']",
        "allow_origins=[], allow_origin_regex=r'https://.*\\.example\\.com'",
        "allow_origins=os.getenv('ORIGINS', '').split(',')",
    ] {
        assert_eq!(open(closed), "", "{closed}");
    }
    assert_eq!(
        seen("allow_origins=os.getenv('ORIGINS', '*').split(',')").1,
        "main.py:9 os.getenv('ORIGINS', '*')"
    );
}

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
    assert_eq!(open.get("fact closing-clients"), "-");
    assert_eq!(open.get("slot lifespan"), "filled");
    assert_eq!(open.get("slot lifespan-startup"), "main.py Before print(1)");
    assert_eq!(open.get("slot lifespan-shutdown"), "main.py After ");
    let events = closing(
        "app = FastAPI()\n\n@app.on_event('startup')\ndef start():\n    pass\n@app.get('/x')\ndef x():\n    return 1\n",
    );
    assert_eq!(events.get("slot lifespan"), "filled");
    assert_eq!(events.get("list apps-without-lifespan"), "");
    assert_eq!(
        events.get("slot shutdown-event"),
        "main.py After @app.get('/x')"
    );
}

#[test]
fn handles_are_given_as_the_app_sees_them() {
    let app = "\napp = FastAPI()\n\n@app.get('/x')\ndef x():\n    return 1\n";
    let handles = |start: &str, db: &str| {
        let main = format!("from fastapi import FastAPI\n{start}{app}");
        let seen = see(&[MANIFEST, ("main.py", &main), ("data/db.py", db)]);
        seen.get("fact databases").to_owned()
    };
    let seen = handles(
        "from data.db import engine as own\n",
        "from sqlalchemy import create_engine\nengine = create_engine('x')\n",
    );
    assert!(seen.contains("'import': '', 'handle': 'own'"), "{seen}");
    let seen = handles(
        "from data import db\n",
        "from sqlalchemy.ext.asyncio import create_async_engine\nengine = create_async_engine('x')\n",
    );
    assert!(
        seen.contains("'import': 'from data.db import engine', 'handle': 'engine'"),
        "{seen}"
    );
    let pool = "from psycopg2 import pool\npg = None\n\n\ndef start():\n    global pg\n    pg = pool.SimpleConnectionPool(1, 9, host='h')\n";
    let seen = handles("from data.db import start\n", pool);
    assert!(
        seen.contains("'import': 'from data import db', 'handle': 'db.pg'"),
        "{seen}"
    );
    let functions = format!(
        "{pool}\n\ndef take():\n    return pg.getconn()\n\n\ndef give(conn):\n    pg.putconn(conn)\n"
    );
    let seen = handles("from data.db import start\n", &functions);
    assert!(
        seen.contains("'handle': 'take', 'release': 'give'"),
        "{seen}"
    );
    let seen = handles(
        "from data.db import connect\n",
        "import psycopg2\n\n\ndef connect():\n    return psycopg2.connect(host='h')\n",
    );
    assert!(seen.contains("'kind': 'connection-factory'"), "{seen}");
    let seen = handles(
        "from data.db import find\n",
        "from pymongo import MongoClient\n\n\ndef find():\n    client = MongoClient()\n    return client.db.list()\n",
    );
    assert!(seen.starts_with("? the client at `data/db.py:5`"), "{seen}");
    let seen = handles(
        "from data.db import cache\n",
        "import redis\nprivate = redis.Redis()\n\n\ndef cache():\n    return private\n",
    );
    assert_eq!(seen, "[]");
    let seen = handles("import tortoise\n", "");
    assert!(seen.contains("does not see how to ask"), "{seen}");
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
            .contains("'close': 'await app.state.pool.close()'")
    );
}
