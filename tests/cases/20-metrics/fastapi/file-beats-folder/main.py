from fastapi import FastAPI

from utils import shout

app = FastAPI()


@app.get("/shout/{text}")
def loud(text: str):
    return shout(text)
