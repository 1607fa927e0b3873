from fastapi import FastAPI

from storage import NoteBook

app = FastAPI()
book = NoteBook("everybody")


@app.get("/notes")
def notes():
    return book.store.all()
