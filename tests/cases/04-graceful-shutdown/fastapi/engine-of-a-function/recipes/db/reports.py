import os

from sqlalchemy import create_engine


def make_engine():
    return create_engine(os.environ["REPORTS_URL"])


reports = make_engine()


def migrated() -> bool:
    connectable = create_engine(os.environ["DATABASE_URL"])
    with connectable.begin() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar() == 1
