import os

from fastapi import FastAPI

app = FastAPI()

API_URL = os.getenv("API_URL", "http://127.0.0.1:3000")


@app.get("/healthz")
def health():
    return {"status": "ok"}


@app.get("/v1/answers")
def answers():
    return [API_URL]
