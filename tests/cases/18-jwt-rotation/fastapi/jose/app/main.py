from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from jose import JWTError, jwt

from app.settings import Settings, get_settings

app = FastAPI()
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")


def current_user(
    token: str = Depends(oauth2_scheme),
    settings: Settings = Depends(get_settings),
) -> str:
    try:
        payload = jwt.decode(
            token, settings.secret_key.get_secret_value(), algorithms=[settings.algorithm]
        )
    except JWTError:
        raise HTTPException(401, "Could not validate credentials")
    return payload["sub"]


@app.get("/me")
def me(user: str = Depends(current_user)):
    return {"user": user}
