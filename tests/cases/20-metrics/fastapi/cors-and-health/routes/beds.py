from fastapi import APIRouter

router = APIRouter()


@router.get("/beds/{bed}")
def bed(bed: int):
    return {"bed": bed}
