import logging

from fastapi import FastAPI

from .database import engine
from .logging import configure

configure()
log = logging.getLogger(__name__)

app = FastAPI()


@app.get("/")
def root():
    return {"dialect": engine.name}
