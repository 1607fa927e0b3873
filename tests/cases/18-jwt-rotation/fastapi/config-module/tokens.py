import jwt

import config
from config import ACCESS_SECRET


def access(subject: str) -> str:
    return jwt.encode({"sub": subject}, ACCESS_SECRET, algorithm="HS256")


def refresh(subject: str) -> str:
    return jwt.encode({"sub": subject}, config.REFRESH_SECRET, algorithm="HS256")


def read_access(token: str) -> dict:
    return jwt.decode(token, ACCESS_SECRET, algorithms=["HS256"])


def read_refresh(token: str) -> dict:
    return jwt.decode(token, config.REFRESH_SECRET, algorithms=["HS256"])
