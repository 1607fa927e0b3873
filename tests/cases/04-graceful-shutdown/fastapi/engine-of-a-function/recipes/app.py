from fastapi import Depends, FastAPI
from sqlalchemy import text

from recipes.db.reports import migrated, reports
from recipes.db.setup import get_session

app = FastAPI()


@app.get("/recipes")
def recipes(session=Depends(get_session)):
    return list(session.scalars(text("SELECT name FROM recipes")))


@app.get("/report")
def report():
    with reports.connect() as connection:
        return list(connection.scalars(text("SELECT line FROM report")))


@app.get("/migrated")
def is_migrated():
    return migrated()
