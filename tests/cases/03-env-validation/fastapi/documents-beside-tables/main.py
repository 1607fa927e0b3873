from fastapi import FastAPI
from sqlalchemy import text

from DB.documents import client
from DB.tables import engine

app = FastAPI()


@app.get("/pages")
def pages():
    return list(client["notes"]["pages"].find({}, {"_id": 0}))


@app.get("/people")
def people():
    with engine.connect() as connection:
        return connection.execute(text("SELECT name FROM people")).scalars().all()
