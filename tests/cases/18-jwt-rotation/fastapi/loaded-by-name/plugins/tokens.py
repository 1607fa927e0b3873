import os

import jwt
from fastapi import Request


def user_of(request: Request) -> str:
    token = request.headers["Authorization"].removeprefix("Bearer ")
    return jwt.decode(token, os.environ["JWT_SECRET"], algorithms=["HS256"])["sub"]
