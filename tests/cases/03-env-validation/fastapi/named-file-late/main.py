from fastapi import FastAPI

from settings import cache

app = FastAPI()


@app.get("/")
def root():
    return {"pong": cache.ping()}
