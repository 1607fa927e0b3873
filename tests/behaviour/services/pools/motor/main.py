from fastapi import FastAPI

from store import client

app = FastAPI()


@app.get("/count")
async def count():
    return (await client.admin.command("sleep", millis=200))["ok"]
