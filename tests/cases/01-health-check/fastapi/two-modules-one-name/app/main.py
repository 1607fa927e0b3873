from fastapi import FastAPI

from app.orders import router as orders_router
from app.audit import router as audit_router

app = FastAPI()
app.include_router(orders_router)
app.include_router(audit_router)
