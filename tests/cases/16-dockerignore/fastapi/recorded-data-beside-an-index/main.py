import json
import os
import uuid

from fastapi import FastAPI

os.makedirs("data/sessions", exist_ok=True)

app = FastAPI()


@app.post("/sessions")
def begin():
    name = str(uuid.uuid4())
    os.makedirs(f"data/sessions/{name}")
    with open(f"data/sessions/{name}/transcript.json", "w") as file:
        json.dump([], file)
    return name
