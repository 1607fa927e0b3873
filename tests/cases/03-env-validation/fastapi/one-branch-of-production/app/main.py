import os

from fastapi import FastAPI
from itsdangerous import Signer
from sqlalchemy import create_engine, text

from app.config import DATABASE_URL, REPLICA_URL, TOKEN

engine = create_engine(DATABASE_URL)
replica = create_engine(REPLICA_URL)
signer = Signer(os.getenv("SIGNING_KEY"))
app = FastAPI()


@app.get("/orders")
def orders():
    with replica.connect() as connection:
        return {TOKEN: connection.execute(text("SELECT 1")).scalar()}


@app.post("/orders")
def order():
    with engine.begin() as connection:
        connection.execute(text("SELECT 1"))
