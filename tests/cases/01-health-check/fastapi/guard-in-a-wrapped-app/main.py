from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

app = FastAPI()


@app.get("/tides")
def tides():
    return []


app.add_middleware(GZipMiddleware)
app = TrustedHostMiddleware(app, allowed_hosts=["api.example.com"])
