from fastapi import FastAPI
from pymongo import MongoClient

app = FastAPI()


@app.get("/notes")
def notes():
    client = MongoClient("mongodb://db")
    return [note["text"] for note in client.notes.notes.find()]
