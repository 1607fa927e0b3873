import time
from contextlib import asynccontextmanager

from fastapi import FastAPI

from database import client


def wait():
    for _ in range(5):
        try:
            client.admin.command("ping")
            return
        except Exception as error:
            print("not yet", error)
            time.sleep(1)
    raise SystemExit("no database")


@asynccontextmanager
async def lifespan(app: FastAPI):
    wait()
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/")
def root():
    return {}
