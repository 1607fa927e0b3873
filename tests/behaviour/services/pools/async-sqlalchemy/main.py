import os

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(os.environ["DATABASE_URL"], pool_pre_ping=True)
app = FastAPI()


@app.get("/count")
async def count():
    async with engine.connect() as connection:
        return (await connection.execute(text("select 1"))).scalar()
