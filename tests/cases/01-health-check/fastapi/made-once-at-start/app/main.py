from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.database import database


@asynccontextmanager
async def lifespan(app: FastAPI):
    await database.connect()
    yield
    await database.pool.close()


app = FastAPI(lifespan=lifespan)


@app.get("/tides")
async def tides():
    return await database.pool.fetchval("select 1")
