//! Which app is served, and what it is in the block of its routes.

use crate::survey::fastapi::tests::seen::{MANIFEST, main, see};

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
