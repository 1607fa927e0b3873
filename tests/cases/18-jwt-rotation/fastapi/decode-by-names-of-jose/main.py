import os

from fastapi import FastAPI
from jose import jwt

SECRET = os.environ["SECRET_KEY"]
app = FastAPI()


@app.get("/me")
def me(token: str):
    return jwt.decode(token=token, key=SECRET, algorithms=["HS256"])
