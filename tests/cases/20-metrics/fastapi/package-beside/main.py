from fastapi import FastAPI

from orders.routes import router

app = FastAPI()
app.include_router(router)
