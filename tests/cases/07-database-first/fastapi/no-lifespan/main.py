from fastapi import FastAPI
from sqlalchemy import text

from database import engine

app = FastAPI(title="Notes")


@app.get("/notes")
def notes():
    with engine.connect() as connection:
        return connection.execute(text("SELECT text FROM notes")).scalars().all()
