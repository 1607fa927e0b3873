from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()


@app.middleware("http")
async def guard_the_api(request: Request, call_next):
    if request.url.path.startswith("/api/") and "authorization" not in request.headers:
        return JSONResponse({"detail": "no token"}, status_code=401)
    if int(request.headers.get("content-length", 0)) > 1_000_000:
        return JSONResponse({"detail": "too large"}, status_code=413)
    response = await call_next(request)
    response.headers["X-Frame-Options"] = "DENY"
    return response


@app.get("/api/tides")
async def tides():
    return []
