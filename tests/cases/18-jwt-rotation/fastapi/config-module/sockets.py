from fastapi import WebSocket
from jwt import InvalidTokenError, decode

from config import ACCESS_SECRET


async def listen(socket: WebSocket, token: str):
    try:
        claims = decode(token, key=ACCESS_SECRET, algorithms=["HS256"])
    except InvalidTokenError:
        await socket.close(1008)
        return
    await socket.accept()
    await socket.send_json({"name": claims["sub"]})
