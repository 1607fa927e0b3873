import os
from contextlib import contextmanager

import psycopg2
from dotenv import load_dotenv
from psycopg2 import pool

load_dotenv()

# POSTGRES_* where they are set, else the names that rtserver uses
DB_USERNAME = os.getenv("POSTGRES_USER") or os.getenv("DB_USERNAME")
DB_PASSWORD = os.getenv("POSTGRES_PASSWORD") or os.getenv("DB_PASSWORD")
DB_NAME = os.getenv("POSTGRES_DB") or os.getenv("DB_NAME")
DB_HOST = os.getenv("POSTGRES_HOST") or os.getenv("DB_HOST", "localhost")
DB_PORT = os.getenv("POSTGRES_PORT") or os.getenv("DB_PORT", "5432")

DB_CONFIG = {
    "dbname": DB_NAME,
    "user": DB_USERNAME,
    "password": DB_PASSWORD,
    "host": DB_HOST,
    "port": DB_PORT,
}

pg_pool = None


def init_db_pool():
    global pg_pool
    try:
        pg_pool = pool.SimpleConnectionPool(1, 20, **DB_CONFIG)
        print("Created the PostgreSQL pool")
    except psycopg2.Error as error:
        print("Could not create the PostgreSQL pool:", error)


def postgres_connection():
    """A connection out of the pool, or None without a database."""
    if not pg_pool:
        init_db_pool()
    if not pg_pool:
        return None
    return pg_pool.getconn()


def release_connection(conn):
    """Gives a connection back to the pool."""
    if pg_pool and conn:
        try:
            pg_pool.putconn(conn)
        except pool.PoolError as error:
            print("Could not release the connection:", error)


@contextmanager
def get_db_connection():
    conn = postgres_connection()
    try:
        yield conn
    finally:
        release_connection(conn)


def run_query(conn, query, params):
    with conn.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()
