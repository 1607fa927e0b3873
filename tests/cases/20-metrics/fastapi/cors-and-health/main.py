from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from routes import beds

app = FastAPI()

# Only the clinic's own pages
app.add_middleware(
    CORSMiddleware,
    allow_origins=["https://clinic.example.com"],
)


@app.get("/health")
def health():
    return {"status": "ok"}


app.include_router(beds.router, prefix="/api")
