from fastapi import APIRouter

from app.database import Side, engines

router = APIRouter()


@router.get("/rivers")
def rivers():
    with engines[Side.READER].connect() as connection:
        return connection.exec_driver_sql("select name from rivers").scalars().all()
