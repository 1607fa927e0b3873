from fastapi import FastAPI

from .api import carts

app = FastAPI()
app.include_router(carts.router)
