from fastapi import APIRouter

from library.database import engine

router = APIRouter()


@router.get("/books")
def books():
    return engine.connect().exec_driver_sql("select title from books").all()
