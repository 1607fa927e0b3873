from fastapi import FastAPI
from starlette.responses import PlainTextResponse


class SignedIn:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and (b"cookie", b"in") not in scope["headers"]:
            response = PlainTextResponse("sign in first", status_code=401)
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)


app = FastAPI()
app.add_middleware(SignedIn)


@app.get("/tides")
async def tides():
    return []
