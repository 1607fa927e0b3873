import app.models as models
from fastapi import FastAPI

api = FastAPI()


@api.get("/shelves")
def shelves() -> list[str]:
    return models.SHELVES
