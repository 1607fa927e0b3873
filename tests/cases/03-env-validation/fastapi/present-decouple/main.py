from decouple import config
from fastapi import FastAPI

DATABASE_URL = config("DATABASE_URL")
DEBUG = config("DEBUG", default=False, cast=bool)

app = FastAPI(debug=DEBUG)


@app.get("/")
def root():
    return {"database": DATABASE_URL}
