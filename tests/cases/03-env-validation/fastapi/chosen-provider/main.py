import os
import sys

import redis
from fastapi import FastAPI

from helpers import env, or_default
from stores import make_store

EXTENSIONS = os.environ["PATHEXT"] if sys.platform == "win32" else ""
try:
    region = os.environ["REGION"]
except KeyError:
    region = "eu"
timeout = int(env("TIMEOUT", "5"))
bucket = or_default("BUCKET", "local")

queue = redis.Redis.from_url(os.getenv("QUEUE_URL"))
store = make_store(os.getenv("STORE", "local"))
app = FastAPI()


@app.get("/tides")
def tides():
    queue.incr("tides")
    return store.read()
