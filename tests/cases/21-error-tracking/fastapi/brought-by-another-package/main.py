"""Answers what the documents say."""

import os

from dotenv import load_dotenv

load_dotenv()

from fastapi import FastAPI

from answers import answer

app = FastAPI()


@app.get("/answers/{question}")
def ask(question: str):
    return {"answer": answer(question), "by": os.getenv("MODEL")}
