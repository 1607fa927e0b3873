from contextlib import asynccontextmanager

from fastapi import FastAPI

from routes.chat import router as chat


@asynccontextmanager
async def lifespan(service: FastAPI):
    service.include_router(chat, prefix="/chat")
    yield


app = FastAPI(lifespan=lifespan)
