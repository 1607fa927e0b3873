from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Base(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env")


class Settings(Base):
    title: str = "Bakery"
    database_url: str = Field(min_length=1)


@lru_cache
def get_settings() -> Settings:
    return Settings()
