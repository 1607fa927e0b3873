from fastapi import FastAPI

from app import security

app = FastAPI()


@app.get("/me")
def me(token: str):
    return security.read(token)
