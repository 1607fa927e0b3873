import os

import jwt
from fastapi import FastAPI, Header

PUBLIC_KEY = os.environ["JWT_PUBLIC_KEY"]
ISSUER = os.environ["ISSUER"]

app = FastAPI()
keys = jwt.PyJWKClient(f"{ISSUER}/.well-known/jwks.json")


@app.get("/me")
def me(authorization: str = Header()):
    return jwt.decode(authorization, PUBLIC_KEY, algorithms=["RS256"])


@app.get("/partner")
def partner(authorization: str = Header()):
    key = keys.get_signing_key_from_jwt(authorization)
    return jwt.decode(authorization, key.key, algorithms=["ES256", "RS256"], audience="parcels")
