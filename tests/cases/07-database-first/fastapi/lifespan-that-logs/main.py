from contextlib import asynccontextmanager

from fastapi import FastAPI

from DB.mongodb import client as mongo_client
from DB.postgres import get_connection

connection = None


# Opens the databases at start and closes them at the end
@asynccontextmanager
async def lifespan(app: FastAPI):
    global connection

    # MongoDB
    try:
        mongo_client.admin.command("ismaster")
        print("MongoDB is there")
    except Exception as error:
        print(f"no MongoDB: {error}")

    # PostgreSQL
    try:
        connection = get_connection()
    except Exception as error:
        print(f"no PostgreSQL: {error}")

    yield

    mongo_client.close()


app = FastAPI(lifespan=lifespan)


@app.get("/hello")
def hello():
    return {"message": "hello"}
