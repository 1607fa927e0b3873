import os
from datetime import datetime, timedelta, timezone

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

JWT_SECRET = os.getenv("JWT_SECRET", "please-change-me")
ALGORITHM = "HS256"

app = FastAPI()
bearer = HTTPBearer()


def current_user(credentials: HTTPAuthorizationCredentials = Depends(bearer)) -> str:
    try:
        claims = jwt.decode(credentials.credentials, JWT_SECRET, algorithms=[ALGORITHM])
    except jwt.ExpiredSignatureError:
        raise HTTPException(401, "Your session has expired")
    except jwt.InvalidTokenError:
        raise HTTPException(401, "Invalid token")
    return claims["sub"]


@app.post("/login")
def login(name: str):
    expires = datetime.now(timezone.utc) + timedelta(hours=1)
    return {"token": jwt.encode({"sub": name, "exp": expires}, JWT_SECRET, algorithm=ALGORITHM)}


@app.get("/me")
def me(name: str = Depends(current_user)):
    return {"name": name}


@app.post("/reset")
def reset(token: str):
    claims = jwt.decode(
        token,
        JWT_SECRET,
        algorithms=["HS256"],
        audience="reset",
        options={"require": ["exp"]},
    )
    return {"name": claims["sub"]}
