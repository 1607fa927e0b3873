import logging
from contextlib import asynccontextmanager

from fastapi import FastAPI

from database import engine

logger = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: FastAPI):
    logger.info("starting")
    yield
    logger.info("stopping")


app = FastAPI(lifespan=lifespan)


@app.get("/ready")
async def ready():
    async with engine.connect():
        return {}
