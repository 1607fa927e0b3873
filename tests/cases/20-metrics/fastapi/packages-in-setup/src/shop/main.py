from fastapi import FastAPI

from shop import carts

app = FastAPI()
app.include_router(carts.router)
