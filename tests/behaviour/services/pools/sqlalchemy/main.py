import os

from fastapi import FastAPI
from sqlalchemy import create_engine, text

engine = create_engine(os.environ["DATABASE_URL"], pool_pre_ping=True)
app = FastAPI()


@app.get("/count")
def count():
    with engine.connect() as connection:
        return connection.execute(text("select 1")).scalar()
