import os

from fastapi import Depends, FastAPI
from jose import jwt

app = FastAPI()


def user(token: str):
    return jwt.decode(token, os.getenv("JWT_SECRET", "change-me"), algorithms=["HS256"])


@app.get("/me")
def me(user=Depends(user)):
    return {"me": user, "mail": os.environ["MAIL_FROM"], "admin": os.environ["ADMIN_NAME"]}
