import os

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request


class Config:
    SECRET_KEY = os.environ.get("SECRET_KEY", "secret")
    TTL = 3600


app = FastAPI()


async def user_of(request: Request):
    token = request.cookies.get("session")
    if token is None:
        raise HTTPException(401)
    try:
        return jwt.decode(token, Config.SECRET_KEY, ["HS256"])["sub"]
    except jwt.PyJWTError as error:
        raise HTTPException(401) from error


@app.get("/me")
async def me(user: str = Depends(user_of)):
    return {"user": user}
