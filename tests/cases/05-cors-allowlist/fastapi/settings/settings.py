from typing import List

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    name: str = "stock"
    cors_origins: List[str] = ["*"]


settings = Settings()
