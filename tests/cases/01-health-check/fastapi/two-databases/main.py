from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from db.mongo import client as mongo_client
from db.postgres import get_connection
from routes import notes


@asynccontextmanager
async def lifespan(app: FastAPI):
    mongo_client.admin.command("ping")
    yield
    mongo_client.close()


app = FastAPI(lifespan=lifespan)


@app.get("/hello")
def hello():
    return {"message": "hello"}


app.include_router(notes.router, prefix="/api")

if __name__ == "__main__":
    uvicorn.run("main:app", port=5000, reload=True)
