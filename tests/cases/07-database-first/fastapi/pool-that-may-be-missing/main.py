from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI):
    try:
        app.state.pool = await asyncpg.create_pool("postgres://db.example.com/shop")
    except OSError as error:
        print("no pool", error)
    try:
        yield
    finally:
        await app.state.pool.close()


app = FastAPI(lifespan=lifespan)


@app.get("/")
async def root():
    return await app.state.pool.fetchval("SELECT 1")
