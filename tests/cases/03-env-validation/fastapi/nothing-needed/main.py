import os

from fastapi import FastAPI

app = FastAPI()
PORT = int(os.getenv("PORT", "8000"))
GREETING = os.getenv("GREETING", "hello")
FAREWELL = os.environ.get("FAREWELL") or "bye"


@app.get("/")
def root():
    if os.getenv("SHOUT"):
        return {"greeting": GREETING.upper()}
    return {"greeting": GREETING, "farewell": FAREWELL, "port": PORT}
