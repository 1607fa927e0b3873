from pydantic_settings import BaseSettings

known = {}


class Settings(BaseSettings):
    cors_origins: str = "https://shop.example.com"


def get_settings() -> Settings:
    if not known:
        known["settings"] = Settings()
    return known["settings"]
