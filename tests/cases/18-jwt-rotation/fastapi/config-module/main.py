from fastapi import Depends, FastAPI

from sockets import listen
from tokens import access, read_access, read_refresh

app = FastAPI()
app.add_api_websocket_route("/listen", listen)


@app.get("/me")
def me(claims: dict = Depends(read_access)):
    return claims


@app.post("/refresh")
def renew(claims: dict = Depends(read_refresh)):
    return {"token": access(claims["sub"])}
