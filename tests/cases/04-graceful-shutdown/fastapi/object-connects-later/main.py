from contextlib import asynccontextmanager

from fastapi import FastAPI

from mongo import mongo


@asynccontextmanager
async def lifespan(app: FastAPI):
    mongo.connect()
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/notes")
async def notes():
    return [note["text"] async for note in mongo.client.notes.notes.find()]
