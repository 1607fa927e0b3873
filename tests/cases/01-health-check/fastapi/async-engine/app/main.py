from fastapi import FastAPI

from app.api import router
from app.db import engine


def create_app() -> FastAPI:
    app = FastAPI(title="stock")

    app.include_router(router, prefix="/api")

    return app


app = create_app()
