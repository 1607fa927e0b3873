from contextlib import asynccontextmanager

from fastapi import FastAPI
from pymongo import MongoClient

client = MongoClient("mongodb://db")


@asynccontextmanager
async def lifespan(app: FastAPI):
    yield
    client.close()


app = FastAPI(lifespan=lifespan)


@app.get("/notes")
def notes():
    return [note["text"] for note in client.notes.notes.find()]
