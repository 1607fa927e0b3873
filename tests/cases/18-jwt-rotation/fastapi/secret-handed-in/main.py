import os

from fastapi import FastAPI, Header

from tokens import Tokens

app = FastAPI()
tokens = Tokens(os.environ["JWT_SECRET"])


@app.get("/me")
def me(authorization: str = Header()):
    return tokens.read(authorization)
