from fastapi import APIRouter
from sqlalchemy import text

from app.db import engine

router = APIRouter()


@router.get("/parts")
async def parts():
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT name FROM parts"))
        return [row.name for row in rows]
