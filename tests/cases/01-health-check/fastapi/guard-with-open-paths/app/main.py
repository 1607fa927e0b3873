import os

from fastapi import FastAPI

from app.guard import RequireKey

app = FastAPI()
app.add_middleware(RequireKey, key=os.environ["API_KEY"])


@app.get("/tides")
async def tides():
    return []
