import os

import jwt
from fastapi import FastAPI, Header, HTTPException

SECRET = os.environ.get("JWT_SECRET") or "development"
OLD_SECRET = os.environ.get("JWT_SECRET_OLD")

app = FastAPI()


def verified(token: str) -> dict:
    try:
        return jwt.decode(token, SECRET, algorithms=["HS256"])
    except jwt.InvalidSignatureError:
        if not OLD_SECRET:
            raise HTTPException(401, "Invalid token")
        return jwt.decode(token, OLD_SECRET, algorithms=["HS256"])


@app.post("/login")
def login(name: str):
    return {"token": jwt.encode({"sub": name}, SECRET, algorithm="HS256")}


@app.get("/me")
def me(authorization: str = Header()):
    return verified(authorization)
