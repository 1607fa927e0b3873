import jwt
from fastapi import FastAPI, Header

app = FastAPI()


@app.get("/me")
def me(authorization: str = Header()):
    # the gateway has verified it
    return jwt.decode(authorization, options={"verify_signature": False})
