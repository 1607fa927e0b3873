import jwt
from fastapi import FastAPI
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str
    env: str = "local"


settings = Settings()
app = FastAPI()


@app.get("/me")
def me(token: str):
    return jwt.decode(jwt=token, key=settings.secret_key, algorithms=["HS256"])
