import os

import psycopg2
from fastapi import FastAPI

PRODUCTION = os.getenv("PRODUCTION", "false").lower() == "true"

app = FastAPI(docs_url=None if PRODUCTION else "/docs")


@app.get("/lakes")
def lakes():
    with psycopg2.connect(os.getenv("DATABASE_URL")) as connection, connection.cursor() as cursor:
        cursor.execute("select name from lakes")
        return cursor.fetchall()
