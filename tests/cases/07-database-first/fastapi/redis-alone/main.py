from fastapi import FastAPI

from cache import cache

app = FastAPI()


@app.get("/")
async def root():
    return await cache.get("visits")
