from fastapi import APIRouter

router = APIRouter()


@router.get("/tides")
def tides():
    return []
