from fastapi import FastAPI

import models
from database import engine

app = FastAPI()


@app.get("/")
def root():
    return {}


if __name__ == "__main__":
    models.Base.metadata.create_all(bind=engine)
