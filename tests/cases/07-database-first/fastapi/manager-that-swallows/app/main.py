from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.db import store


@asynccontextmanager
async def lifespan(app: FastAPI):
    await store.open()
    yield
    await store.close()


app = FastAPI(lifespan=lifespan)


@app.get("/tides")
async def tides():
    return await store.client.tides.harbours.find().to_list(10)
