from fastapi import FastAPI

from database import client

app = FastAPI()


@app.on_event("startup")
async def announce():
    print("starting")


@app.get("/")
async def root():
    return await client.list_database_names()
