import os

from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/rates")
def rates():
    key = os.getenv("RATES_KEY")
    if not key:
        raise HTTPException(500, "RATES_KEY is missing")
    return {"key": len(key)}
