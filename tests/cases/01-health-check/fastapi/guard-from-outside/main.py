from fastapi import FastAPI
from starlette.responses import JSONResponse

app = FastAPI()


class Guard:
    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        headers = dict(scope.get("headers", []))
        if scope["type"] == "http" and b"authorization" not in headers:
            response = JSONResponse({"detail": "no token"}, status_code=401)
            await response(scope, receive, send)
            return
        await self.inner(scope, receive, send)


@app.get("/doors")
def doors():
    return []


app = Guard(app)
