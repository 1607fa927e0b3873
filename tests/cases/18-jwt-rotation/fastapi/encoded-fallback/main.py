import os

import jwt
from fastapi import FastAPI

SECRET = os.getenv("JWT_SECRET", "changeme").encode()

app = FastAPI()


@app.get("/me")
def me(token: str):
    return jwt.decode(token, SECRET, algorithms=["HS256"])
