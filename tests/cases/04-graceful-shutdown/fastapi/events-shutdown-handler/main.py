import logging

from fastapi import FastAPI
from sqlalchemy import text

from db import Session

logger = logging.getLogger(__name__)

app = FastAPI(title="Notes")


@app.on_event("startup")
async def on_start():
    logger.info("Notes are open")


@app.on_event("shutdown")
async def on_stop():
    # the last word
    logger.info("Notes are shut")


@app.get("/notes")
async def notes():
    async with Session() as session:
        return (await session.execute(text("SELECT text FROM notes"))).scalars().all()
