import os

from fastapi import FastAPI

os.makedirs("data/sessions", exist_ok=True)
os.makedirs("plugins", exist_ok=True)

app = FastAPI()


@app.get("/things")
def things():
    return os.listdir("data/sessions")
