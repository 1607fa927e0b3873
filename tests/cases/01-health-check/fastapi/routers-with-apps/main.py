import uvicorn
from fastapi import FastAPI

from routes.chat import router as chat

app = FastAPI()
app.include_router(chat, prefix="/chat")

if __name__ == "__main__":
    uvicorn.run("main:app", port=8000)
