from fastapi import APIRouter

router = APIRouter(prefix="/items")


@router.get("/{item}")
def read(item: int):
    return {"item": item}
