from contextlib import asynccontextmanager

from fastapi import FastAPI

from database import mongo


@asynccontextmanager
async def around(app: FastAPI):
    await mongo.connect()
    try:
        yield
    finally:
        await mongo.stop()


app = FastAPI(lifespan=around)


@app.get("/")
async def root():
    return {}
