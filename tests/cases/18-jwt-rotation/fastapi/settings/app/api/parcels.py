from typing import Annotated

from fastapi import APIRouter, Depends

from app.api.deps import get_current_user

router = APIRouter()


@router.get("/parcels")
def parcels(user: Annotated[str, Depends(get_current_user)]):
    return {"owner": user, "parcels": []}
