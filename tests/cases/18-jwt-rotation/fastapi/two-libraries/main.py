import os

import jwt
from fastapi import FastAPI, Header
from jose import jwt as jose_jwt

app = FastAPI()


@app.get("/me")
def me(authorization: str = Header()):
    return jwt.decode(authorization, os.environ["JWT_SECRET"], algorithms=["HS256"])


@app.get("/partner")
def partner(authorization: str = Header()):
    return jose_jwt.decode(authorization, os.environ["PARTNER_SECRET"], algorithms=["HS256"])
