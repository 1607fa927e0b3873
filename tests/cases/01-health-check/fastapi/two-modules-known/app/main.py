from fastapi import FastAPI

from app import audit, orders

app = FastAPI()
app.include_router(orders.router)
app.include_router(audit.router)
