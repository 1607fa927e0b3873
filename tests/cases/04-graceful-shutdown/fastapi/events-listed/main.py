from fastapi import FastAPI
from pymongo import MongoClient

client = MongoClient("mongodb://db")


def open_notes():
    client.notes.notes.create_index("text")


def shut_notes():
    if client.notes.notes.count_documents({}) == 0:
        return
    print("There are notes left")


app = FastAPI(on_startup=[open_notes], on_shutdown=[shut_notes])


@app.get("/notes")
def notes():
    return [note["text"] for note in client.notes.notes.find()]
