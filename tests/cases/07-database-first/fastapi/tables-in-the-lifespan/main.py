from contextlib import asynccontextmanager

from fastapi import FastAPI

from database import create_tables


@asynccontextmanager
async def lifespan(app: FastAPI):
    await create_tables()
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/")
async def root():
    return {}
