import os

from fastapi import FastAPI
from itsdangerous import Signer
from sqlalchemy import create_engine, text

from app.config import config

engine = create_engine(config.DATABASE_URL)
signer = Signer(os.getenv("SIGNING_KEY"))
app = FastAPI()


@app.get("/orders")
def orders():
    with engine.connect() as connection:
        return connection.execute(text("SELECT 1")).scalar()
