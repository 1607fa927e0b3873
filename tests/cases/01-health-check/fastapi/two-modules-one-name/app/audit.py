import os

from fastapi import APIRouter
from sqlalchemy import create_engine

router = APIRouter()
engine = create_engine(os.environ["AUDIT_URL"])


@router.get("/audit")
def audit():
    with engine.connect() as connection:
        return connection.exec_driver_sql("select 1").scalar()
