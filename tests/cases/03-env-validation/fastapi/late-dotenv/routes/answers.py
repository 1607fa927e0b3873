import os

from dotenv import load_dotenv
from fastapi import APIRouter, HTTPException

load_dotenv()

router = APIRouter()

MAPS_TOKEN = os.getenv("MAPS_TOKEN")
MODEL_KEY = os.getenv("MODEL_KEY")
if not MODEL_KEY:
    raise RuntimeError("MODEL_KEY is not set")

MODEL = os.getenv("MODEL", "small")
if MODEL not in ("small", "large"):
    raise ValueError(f"no model {MODEL}")


@router.get("/answers")
def answers():
    if not MAPS_TOKEN:
        raise HTTPException(503)
    return {"maps": len(MAPS_TOKEN), "model": MODEL}
