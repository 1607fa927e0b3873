from fastapi import APIRouter, FastAPI

router = APIRouter()


@router.get("/healthz")
def healthz():
    return {"status": "ok"}


app = FastAPI()
app.include_router(router)
