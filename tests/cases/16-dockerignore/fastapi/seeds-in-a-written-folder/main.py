import json
import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/things")
def things():
    return [json.load(open(f"data/{name}")) for name in os.listdir("data")]


@app.post("/things/{thing}")
def put(thing: int):
    with open(f"data/{thing}.json", "w") as file:
        json.dump({}, file)
