import os

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
if os.getenv("APP_ENV") == "development":
    app.add_middleware(CORSMiddleware, allow_origins=["*"])


@app.get("/tides")
def tides():
    return []
