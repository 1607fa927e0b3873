from fastapi import FastAPI

from database import create_tables, engine

app = FastAPI()


@app.on_event("startup")
def start():
    create_tables(engine)


@app.get("/")
def root():
    return {}
