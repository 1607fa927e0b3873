from fastapi import FastAPI

from core.setup import prepare

prepare()
app = FastAPI()


@app.get("/")
def root():
    return {"up": True}
