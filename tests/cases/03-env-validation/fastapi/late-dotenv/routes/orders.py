import os

from fastapi import APIRouter

from database.mongo import client
from database.postgres import pool
from services.cache import cache

router = APIRouter()


@router.get("/orders")
def orders():
    price = client.shop.prices.find_one()
    with pool.getconn() as connection:
        return {"orders": connection.info.dsn, "price": price, "hot": cache.get("hot"), "region": os.getenv("REGION", "eu")}
