import os
from contextlib import asynccontextmanager

import sentry_sdk
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI):
    sentry_sdk.init(dsn=os.environ.get("SENTRY_DSN"))
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/")
def root():
    return {"up": True}
