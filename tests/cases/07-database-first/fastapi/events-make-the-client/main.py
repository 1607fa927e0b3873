from fastapi import FastAPI
from pymongo import MongoClient

app = FastAPI()


@app.on_event("startup")
def open_client():
    app.mongodb = MongoClient("mongodb://db.example.com")


@app.on_event("shutdown")
def close_client():
    app.mongodb.close()


@app.get("/")
def root():
    return app.mongodb.list_database_names()
