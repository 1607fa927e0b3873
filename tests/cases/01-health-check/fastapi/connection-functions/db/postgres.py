import os

from psycopg2 import pool

OPTIONS = {
    "host": os.getenv("DB_HOST", "localhost"),
    "dbname": os.getenv("DB_NAME"),
}

connections = None


def take_connection():
    global connections
    if connections is None:
        connections = pool.SimpleConnectionPool(1, 10, **OPTIONS)
    return connections.getconn()


def give_back(connection):
    connections.putconn(connection)
