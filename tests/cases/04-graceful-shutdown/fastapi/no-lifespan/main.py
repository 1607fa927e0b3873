from fastapi import FastAPI

from database import client

app = FastAPI(title="Notes", version="1.2.0")


@app.get("/notes")
def notes():
    return [note["text"] for note in client.notes.notes.find()]
