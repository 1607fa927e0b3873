import psycopg2
from psycopg2 import pool

pg_pool = None


def open_pool():
    global pg_pool
    try:
        pg_pool = pool.SimpleConnectionPool(1, 20, dbname="notes")
    except psycopg2.Error as error:
        print("no pool:", error)


def get_connection():
    if not pg_pool:
        open_pool()
    if not pg_pool:
        return None
    return pg_pool.getconn()


def give_back(connection):
    if pg_pool and connection:
        pg_pool.putconn(connection)
