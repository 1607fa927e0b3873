import os

from fastapi import FastAPI
from psycopg2.pool import ThreadedConnectionPool

pool = ThreadedConnectionPool(1, 5, os.environ["DATABASE_URL"])
app = FastAPI()


@app.get("/count")
def count():
    connection = pool.getconn()
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            return cursor.fetchone()[0]
    finally:
        pool.putconn(connection)
