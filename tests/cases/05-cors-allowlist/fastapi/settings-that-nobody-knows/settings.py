from pydantic_settings import BaseSettings

known = {}


class Settings(BaseSettings):
    cors_origins: str = "*"


def get_settings():
    if not known:
        known["settings"] = Settings()
    return known["settings"]
