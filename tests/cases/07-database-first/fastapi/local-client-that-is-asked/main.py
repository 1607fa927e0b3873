from contextlib import asynccontextmanager

from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorClient


@asynccontextmanager
async def lifespan(app: FastAPI):
    client = AsyncIOMotorClient("mongodb://db.example.com")
    database = client.get_default_database()
    pong = await database.command("ping")
    if int(pong["ok"]) != 1:
        raise RuntimeError("the cluster is not well")
    app.notes = database.get_collection("notes")
    yield
    client.close()


app = FastAPI(lifespan=lifespan)


@app.get("/")
async def root():
    return await app.notes.count_documents({})
