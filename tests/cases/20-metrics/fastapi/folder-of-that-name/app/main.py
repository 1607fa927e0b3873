from fastapi import FastAPI

from app.utils.metrics import COUNT

app = FastAPI()


@app.get("/count")
def count():
    return COUNT
