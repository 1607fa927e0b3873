from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles

app = FastAPI(openapi_url="")
api = FastAPI(title="Incidents")
router = APIRouter()


@router.get("/healthcheck", include_in_schema=False)
def healthcheck():
    return {"status": "ok"}


api.include_router(router)

app.mount("/api/v1", app=api)
app.mount("/", app=StaticFiles(directory="static", html=True))
