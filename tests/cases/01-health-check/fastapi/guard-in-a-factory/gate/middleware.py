from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from gate.guard import RequireKey


def add_middleware(app: FastAPI) -> None:
    app.add_middleware(GZipMiddleware)
    app.add_middleware(RequireKey)
