from dotenv import dotenv_values
from fastapi import FastAPI

config = dotenv_values(".env")
app = FastAPI()


@app.get("/")
def root():
    return {"name": config["SHOP_NAME"]}
