from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    debug: bool = False
    origins: list[str] = ["https://shop.example.com"]


settings = Settings()
