from fastapi import FastAPI

from app.api import login, parcels

app = FastAPI(title="Parcels")

app.include_router(login.router)
app.include_router(parcels.router)
