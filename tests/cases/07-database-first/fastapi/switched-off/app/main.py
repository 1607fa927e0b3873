from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import database
from app.cache import cache
from app.settings import settings


@asynccontextmanager
async def lifespan(app: FastAPI):
    if settings.cache_enabled:
        await cache.connect()
    yield
    await cache.close()


app = FastAPI(lifespan=lifespan)


@app.get("/tides")
async def tides():
    if cache.client is not None:
        await cache.client.incr("tides")
    if database.archive is None:
        return []
    return await database.archive.tides.harbours.find().to_list(10)
