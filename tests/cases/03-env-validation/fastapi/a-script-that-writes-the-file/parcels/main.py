from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI

from .config import config
from .tracking import router


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.pool = await asyncpg.create_pool(config.DATABASE_URL)
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=lifespan)
app.include_router(router)
