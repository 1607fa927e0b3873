from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from settings import get_settings

origins = [it.strip() for it in get_settings().cors_origins.split(",") if it.strip()]

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=origins, allow_methods=["*"])


@app.get("/orders")
def orders():
    return []
