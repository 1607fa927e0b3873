import os

from fastapi import FastAPI

from reports import mail_report
from store import open_store

store = open_store(os.getenv("STORE", "mongo"))
app = FastAPI()


@app.get("/items")
def items():
    return store.items()


@app.post("/report")
def report():
    mail_report()
