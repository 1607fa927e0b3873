import jwt
from fastapi import FastAPI, Header

SECRET_KEY = "0123456789abcdef0123456789abcdef"

app = FastAPI()


@app.get("/me")
def me(authorization: str = Header()):
    return jwt.decode(authorization, SECRET_KEY, algorithms=["HS256"])
