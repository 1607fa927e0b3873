from contextlib import asynccontextmanager

from fastapi import FastAPI

from .db import engine
from .settings import load_settings


@asynccontextmanager
async def lifespan(_: FastAPI):
    """Everything that lives as long as the service."""
    load_settings()
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/")
async def root():
    return {}
