import os

import jwt
from fastapi import FastAPI, Header, HTTPException

JWT_SECRETS = os.environ["JWT_SECRETS"].split(",")

app = FastAPI()


def verified(token: str) -> dict:
    for secret in JWT_SECRETS:
        try:
            return jwt.decode(token, secret, algorithms=["HS256"])
        except jwt.InvalidSignatureError:
            continue
    raise HTTPException(401, "Invalid token")


@app.post("/login")
def login(name: str):
    return {"token": jwt.encode({"sub": name}, JWT_SECRETS[0], algorithm="HS256")}


@app.get("/me")
def me(authorization: str = Header()):
    return verified(authorization)
