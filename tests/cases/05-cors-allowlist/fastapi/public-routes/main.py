from fastapi import FastAPI, Request

PAGES = {"https://maps.example.com"}

app = FastAPI()


@app.middleware("http")
async def let_in(request: Request, call_next):
    origin = request.headers.get("origin", "")
    response = await call_next(request)
    if request.url.path.startswith("/embed/"):
        # any site may show a map
        response.headers["Access-Control-Allow-Origin"] = "*"
    elif any(origin == page for page in PAGES):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response


@app.get("/embed/map")
def embedded():
    return {}
