import os

from dotenv import load_dotenv
from psycopg2.pool import SimpleConnectionPool

load_dotenv()

USER = os.getenv("POSTGRES_USER") or os.getenv("DB_USERNAME")
PASSWORD = os.getenv("POSTGRES_PASSWORD") or os.getenv("DB_PASSWORD")
HOST = os.getenv("POSTGRES_HOST") or os.getenv("DB_HOST", "localhost")

DB_CONFIG = {"user": USER, "password": PASSWORD, "host": HOST}

pool = SimpleConnectionPool(1, 10, **DB_CONFIG)
