from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app.config import ORIGINS

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=[it.strip() for it in ORIGINS.split(";")])


@app.get("/tides")
def tides():
    return []
