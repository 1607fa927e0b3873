from fastapi import FastAPI

from db import connect

app = FastAPI()
connect(app)


@app.get("/tides")
async def tides():
    return []
