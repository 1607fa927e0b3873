from fastapi import FastAPI

from routes import router

PREFIX = "/api"

app = FastAPI()
app.include_router(router, prefix=f"{PREFIX}/v1")
