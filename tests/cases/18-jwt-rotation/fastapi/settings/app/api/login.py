from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.security import OAuth2PasswordRequestForm

from app.core.security import create_access_token

router = APIRouter()


@router.post("/login")
def login(form: Annotated[OAuth2PasswordRequestForm, Depends()]):
    return {"access_token": create_access_token(form.username), "token_type": "bearer"}
