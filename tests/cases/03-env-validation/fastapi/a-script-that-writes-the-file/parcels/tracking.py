from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from .config import config

router = APIRouter()


@router.get("/track/{parcel}")
def track(parcel: str):
    return RedirectResponse(config.TRACKING_URL)
