from fastapi import FastAPI
from pymongo import MongoClient

client = MongoClient("mongodb://db")
app = FastAPI()


@app.on_event("startup")
def start():
    print("starting")


@app.get("/notes")
def notes():
    return [note["text"] for note in client.notes.notes.find()]
