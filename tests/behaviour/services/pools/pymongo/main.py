from fastapi import FastAPI

from store import client

app = FastAPI()


@app.get("/count")
def count():
    return client.admin.command("sleep", millis=200)["ok"]
