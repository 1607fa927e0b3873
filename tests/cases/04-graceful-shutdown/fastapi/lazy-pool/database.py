import os

from psycopg2 import pool

pg_pool = None


def get_connection():
    global pg_pool
    if not pg_pool:
        pg_pool = pool.SimpleConnectionPool(1, 10, os.environ["DATABASE_URL"], connect_timeout=5)
    return pg_pool.getconn()


def release_connection(conn):
    pg_pool.putconn(conn)
