import logging

from fastapi import FastAPI, Request
from loguru import logger
from pydantic import BaseModel

app = FastAPI()


class Note(BaseModel):
    text: str


@app.middleware("http")
async def close_the_archive(request: Request, call_next):
    if request.url.path.startswith("/archive"):
        raise LookupError("the archive is closed")
    return await call_next(request)


@app.get("/")
def root():
    return {"up": True}


@app.post("/patients/{number}/notes")
def add_note(number: str, note: Note):
    # a word that stands in no line of the code
    known = "-".join(["known", "of", number])
    logging.warning("a note: %s, %s", note.text, known)
    logging.error("no place for %s", note.text)
    logger.error("no place for {}", note.text)
    raise RuntimeError("notes cannot be kept")
