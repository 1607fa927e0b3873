import os

from dotenv import load_dotenv
from fastapi import APIRouter

load_dotenv()
SHOP = os.getenv("SHOP", "corner")
router = APIRouter()


@router.get("/orders")
def orders():
    return {"shop": SHOP, "orders": []}
