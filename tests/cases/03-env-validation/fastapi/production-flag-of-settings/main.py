import os

from fastapi import FastAPI
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    is_production: bool = False
    env: str = "dev"


settings = Settings()
TOKEN_KEY = os.environ.get("TOKEN_KEY")
SIGNING = TOKEN_KEY.encode()

app = FastAPI(docs_url=None if settings.is_production else "/docs")


@app.get("/key")
def key():
    return len(SIGNING)
