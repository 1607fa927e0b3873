from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/metrics")


@router.get("")
def visits():
    return {"visits": 12}


app.include_router(router)
