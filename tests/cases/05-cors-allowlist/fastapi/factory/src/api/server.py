from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from .routes import router


def create_app() -> FastAPI:
    application = FastAPI()
    application.add_middleware(CORSMiddleware, allow_origins=['*'], allow_origin_regex='.*', allow_credentials=True)
    application.include_router(router)
    return application


app = create_app()
