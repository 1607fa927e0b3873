from fastapi import FastAPI

from database import client
from events import register_events

app = FastAPI()
register_events(app)


@app.get("/notes")
def notes():
    return [note["text"] for note in client.notes.notes.find()]
