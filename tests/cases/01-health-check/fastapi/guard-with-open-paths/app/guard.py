from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse

OPEN = (
    "/docs",
    "/openapi.json",
)


class RequireKey(BaseHTTPMiddleware):
    def __init__(self, app, key: str):
        super().__init__(app)
        self.key = key

    async def dispatch(self, request, call_next):
        path = request.url.path
        if request.method == "OPTIONS" or any(path.startswith(it) for it in OPEN):
            return await call_next(request)
        if request.headers.get("x-api-key") != self.key:
            return JSONResponse({"detail": "no key"}, status_code=403)
        return await call_next(request)
