from fastapi import FastAPI
from pymongo import MongoClient

app = FastAPI()


@app.get("/")
def root():
    client = MongoClient("mongodb://db.example.com")
    return client.list_database_names()
