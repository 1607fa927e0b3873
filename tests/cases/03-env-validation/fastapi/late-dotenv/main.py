from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from routes import answers
import uvicorn

from routes.orders import router as orders_router

app = FastAPI()

app.add_middleware(CORSMiddleware, allow_origins=["https://app.example.com"])
app.include_router(answers.router)
app.include_router(orders_router)

if __name__ == "__main__":
    uvicorn.run("main:app", port=8000, reload=True)
