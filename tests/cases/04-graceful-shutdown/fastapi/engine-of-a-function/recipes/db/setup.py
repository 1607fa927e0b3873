import os

import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker


def connect(url: str):
    engine = sa.create_engine(url, pool_pre_ping=True)
    return sessionmaker(bind=engine), engine


SessionLocal, engine = connect(os.environ["DATABASE_URL"])


def get_session():
    session = SessionLocal()
    try:
        yield session
    finally:
        session.close()
