from fastapi import FastAPI

from shop.api import carts

app = FastAPI()
app.include_router(carts.router)
