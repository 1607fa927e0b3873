import os

from fastapi import FastAPI
from tortoise import Tortoise

app = FastAPI()


@app.on_event("startup")
async def connect():
    await Tortoise.init(
        db_url=os.environ.get("DATABASE_URL"), modules={"models": ["tides"]}
    )


@app.get("/tides")
async def tides():
    return []
