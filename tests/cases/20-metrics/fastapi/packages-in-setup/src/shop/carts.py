from fastapi import APIRouter

router = APIRouter(prefix="/carts")


@router.get("/{cart_id}")
def read(cart_id: int):
    return {"id": cart_id}
