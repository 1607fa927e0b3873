from fastapi import FastAPI
from itsdangerous import Signer
from sqlalchemy import create_engine, text

from app.keys import SIGNING_KEY
from app.settings import DATABASE_URL

engine = create_engine(DATABASE_URL)
signer = Signer(SIGNING_KEY)
app = FastAPI()


@app.get("/orders")
def orders():
    with engine.connect() as connection:
        return connection.execute(text("SELECT 1")).scalar()
