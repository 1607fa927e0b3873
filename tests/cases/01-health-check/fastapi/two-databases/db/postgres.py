import os

from psycopg2 import pool

DB_CONFIG = {
    'dbname': os.getenv('DB_NAME'),
    'host': os.getenv('DB_HOST', 'localhost'),
}

pg_pool = None


def get_connection():
    global pg_pool
    if not pg_pool:
        pg_pool = pool.ThreadedConnectionPool(1, 10, **DB_CONFIG)
    return pg_pool.getconn()


def release_connection(conn):
    pg_pool.putconn(conn)
