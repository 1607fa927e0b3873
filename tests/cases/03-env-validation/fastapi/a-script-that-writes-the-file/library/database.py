import os

from sqlalchemy import create_engine


def database_url():
    host = os.getenv("DB_HOST")
    return f"postgresql://{os.environ['DB_USER']}@{host}/library"


engine = create_engine(database_url())
