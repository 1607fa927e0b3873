import os
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

JWT_SECRET = os.getenv("JWT_SECRET", "the-secret-that-everybody-reads-in-the-code")

app = FastAPI()
bearer = HTTPBearer()


def owner(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> str:
    try:
        claims = jwt.decode(credentials.credentials, JWT_SECRET, algorithms=["HS256"])
    except jwt.ExpiredSignatureError:
        raise HTTPException(401, "expired")
    except jwt.InvalidTokenError:
        raise HTTPException(401, "invalid")
    return claims["sub"]


@app.post("/login")
def login(name: str):
    return jwt.encode({"sub": name}, JWT_SECRET, algorithm="HS256")


@app.get("/parcels")
def parcels(name: Annotated[str, Depends(owner)]):
    return {"owner": name}
