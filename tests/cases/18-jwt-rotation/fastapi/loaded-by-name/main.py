import os
from importlib import import_module

from fastapi import FastAPI, Request

app = FastAPI()
provider = import_module(f"plugins.{os.environ['SIGN_IN']}")


@app.get("/me")
def me(request: Request):
    return {"user": provider.user_of(request)}
