from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware


def cors_allowlist():
    return ["*"]


app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"])


@app.get("/")
def root():
    return {}
