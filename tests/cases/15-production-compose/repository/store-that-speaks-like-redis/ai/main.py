import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/healthz")
def health():
    return {"status": "ok"}


@app.get("/answers")
def answers():
    return []


REDIS_URL = os.environ["REDIS_URL"]
