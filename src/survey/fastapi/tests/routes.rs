//! What routes and CORS of an app say.

use crate::survey::fastapi::tests::seen::{MANIFEST, main, see};

#[test]
fn health_routes_are_recognised() {
    let router = "from fastapi import APIRouter\nfrom routes import router\n";
    for route in [
        "app = FastAPI()\n\n@app.get('/health')\ndef h():\n    return 1\n",
        "app = FastAPI()\n\n@app.api_route(path='/healthz', methods=['GET'])\ndef h():\n    return 1\n",
        "app = FastAPI()\napp.add_api_route('/api/v1/health-check/', h)\n",
        "app = FastAPI()\napp.add_api_route('/probe/health', h)\n",
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
        "@app.get('/probe-of-ice/health')\ndef h():\n    return 1\n",
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
