from fastapi import FastAPI

from .items import router as items


def create_app() -> FastAPI:
    application = FastAPI(title="Shop")

    # everything that the shop sells
    application.include_router(items, prefix="/items")
    return application
