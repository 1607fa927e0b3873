from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

PUBLIC = {"/docs", "/health"}

app = FastAPI()


@app.middleware("http")
async def require_key(request: Request, call_next):
    if request.url.path in PUBLIC or request.headers.get("x-api-key") == "k":
        return await call_next(request)
    return JSONResponse({"detail": "no key"}, status_code=403)


@app.get("/health")
async def health():
    return "up"
