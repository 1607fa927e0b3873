from fastapi import FastAPI
from routes import orders
import uvicorn

app = FastAPI()
app.include_router(orders.router)

if __name__ == "__main__":
    uvicorn.run("main:app", port=8000)
