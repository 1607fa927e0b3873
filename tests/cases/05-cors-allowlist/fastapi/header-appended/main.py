from fastapi import FastAPI, Request

ALLOWED = {"https://tides.example.com"}

app = FastAPI()


@app.middleware("http")
async def add_headers(request: Request, call_next):
    response = await call_next(request)
    origin = request.headers.get("origin")
    if origin:
        response.headers.append("access-control-allow-origin", "*")
    return response


@app.get("/tides")
async def tides():
    return []
