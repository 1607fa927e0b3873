import os

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
given = os.getenv("ORIGINS")
app.add_middleware(
    CORSMiddleware,
    allow_origins=given.split(",") if os.getenv("ORIGINS") else ["*"],
    allow_credentials=True,
)


@app.get("/tides")
def tides():
    return []
