from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()


@app.middleware("http")
async def require_token(request: Request, call_next):
    if "authorization" not in request.headers:
        return JSONResponse({"detail": "no token"}, status_code=401)
    return await call_next(request)


@app.get("/tides")
async def tides():
    return []
