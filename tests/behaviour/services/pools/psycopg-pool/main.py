import os

from fastapi import FastAPI
from psycopg_pool import ConnectionPool

pool = ConnectionPool(os.environ["DATABASE_URL"])
app = FastAPI()


@app.get("/count")
def count():
    with pool.connection() as connection:
        return connection.execute("select 1").fetchone()[0]
