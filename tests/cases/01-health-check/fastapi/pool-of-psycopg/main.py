import os

from fastapi import FastAPI
from psycopg_pool import ConnectionPool

app = FastAPI()
pool = ConnectionPool(os.environ["DATABASE_URL"], open=True)


@app.get("/tides")
def tides():
    with pool.connection() as connection:
        return connection.execute("select 1").fetchone()[0]
