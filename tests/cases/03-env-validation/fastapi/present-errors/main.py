import os

from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorClient

client = AsyncIOMotorClient(os.environ["MONGO_URL"])
QUEUE = os.getenv("QUEUE_URL")
if QUEUE is None:
    raise RuntimeError("QUEUE_URL is missing")

app = FastAPI()


@app.get("/")
async def root():
    return {"queue": QUEUE, "names": await client.list_database_names()}
