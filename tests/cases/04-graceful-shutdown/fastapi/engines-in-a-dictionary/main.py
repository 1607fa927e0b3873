from fastapi import FastAPI

from database import engines

app = FastAPI()


@app.get("/")
async def root():
    return list(engines)
