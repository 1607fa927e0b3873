import jwt
from fastapi import FastAPI

from config import settings

app = FastAPI()


@app.get("/access")
def access(token: str):
    key = settings.access_secret.get_secret_value()
    return jwt.decode(token, key, algorithms=["HS256"])


@app.get("/refresh")
def refresh(token: str):
    return jwt.decode(token, settings.refresh_secret, algorithms=["HS256"])


@app.get("/reset")
def reset(token: str):
    return jwt.decode(token, settings.reset_secret, algorithms=["HS256"])
