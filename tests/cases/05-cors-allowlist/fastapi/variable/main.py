from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()

# any origin may call us
origins = ["*"]

app.add_middleware(CORSMiddleware, allow_origins=origins)


@app.get("/")
def root():
    return {}
