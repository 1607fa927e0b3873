import os

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env")

    access_secret: SecretStr = SecretStr("access")
    refresh_secret: str = Field("refresh", alias="REFRESH_TOKEN_SECRET")
    reset_secret: str = os.getenv("RESET_TOKEN_SECRET", "reset")
    lifetime: int = int(os.getenv("LIFETIME", "60"))


settings = Settings()
