import os

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"])

FRONTEND_URL = os.environ["FRONTEND_URL"]


@app.post("/invites")
def invite():
    return {"link": f"{FRONTEND_URL}/welcome"}
