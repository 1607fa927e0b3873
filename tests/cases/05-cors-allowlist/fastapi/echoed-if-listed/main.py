from fastapi import FastAPI, Request

ALLOWED = {"https://tides.example.com"}

app = FastAPI()


@app.middleware("http")
async def add_headers(request: Request, call_next):
    response = await call_next(request)
    origin = request.headers.get("origin")
    if origin in ALLOWED:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Vary"] = "Origin"
    return response


@app.get("/tides")
async def tides():
    return []
