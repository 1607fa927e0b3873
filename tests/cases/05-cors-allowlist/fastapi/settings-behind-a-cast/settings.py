from typing import cast

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    cors_origins: str = "*"


def get_settings():
    factory = cast("Callable[..., Settings]", Settings)
    return factory()
