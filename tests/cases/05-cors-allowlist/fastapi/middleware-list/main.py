from fastapi import FastAPI
from fastapi.middleware import Middleware
from fastapi.middleware.cors import CORSMiddleware

middleware = [
  Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET"]),
]

app = FastAPI(middleware=middleware)

@app.get("/")
def root():
  return {}
