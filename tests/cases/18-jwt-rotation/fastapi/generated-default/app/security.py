import jwt
from pydantic import BaseModel

from .config import settings

ALGORITHM = "HS256"


class TokenPayload(BaseModel):
    sub: str | None = None


def read(token: str) -> TokenPayload:
    return TokenPayload(**jwt.decode(token, settings.SECRET_KEY, algorithms=[ALGORITHM]))
