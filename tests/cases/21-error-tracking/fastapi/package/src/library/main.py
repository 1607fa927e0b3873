"""The API of the library."""

from fastapi import FastAPI

from .books import router


def create_app() -> FastAPI:
    app = FastAPI(title="Library")
    app.include_router(router)
    return app


app = create_app()
