import os

import redis
from fastapi import APIRouter
from psycopg2.pool import ThreadedConnectionPool

cache = redis.Redis(host="cache")
pool = ThreadedConnectionPool(1, 5, os.environ["DATABASE_URL"])
notes_table = APIRouter()


@notes_table.get("/notes")
def notes():
    connection = pool.getconn()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM notes")
            return cursor.fetchall()
    finally:
        pool.putconn(connection)
