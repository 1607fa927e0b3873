import os
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"])
    yield
    app.state.pool.terminate()


app = FastAPI(lifespan=lifespan)


@app.get("/count")
async def count(request: Request):
    return await request.app.state.pool.fetchval("select 1")
