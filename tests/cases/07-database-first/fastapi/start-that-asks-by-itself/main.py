import logging
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import text

from DB.mongodb import client, pages
from DB.tables import engine

logger = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: FastAPI):
    # Is MongoDB there?
    try:
        client.admin.command("ping")  # cheap
        logger.info("MongoDB is there")
    except Exception as error:
        logger.error("no MongoDB: %s", error)

    logger.info("starting")

    yield

    client.close()


app = FastAPI(lifespan=lifespan)


@app.get("/pages")
def list_pages():
    return list(pages.find({}, {"_id": 0}))


@app.get("/people")
def list_people():
    with engine.connect() as connection:
        return connection.execute(text("SELECT name FROM people")).scalars().all()
