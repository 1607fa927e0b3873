from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import text

from DB.mongodb import client, pages
from DB.tables import engine


@asynccontextmanager
async def lifespan(app: FastAPI):
    # asks, and remembers what it heard
    try:
        client.admin.command("ping")
        app.state.has_pages = True
    except Exception:
        app.state.has_pages = False

    # asks, and makes an index
    try:
        client.server_info()
        pages.create_index("slug")
    except Exception as error:
        print(f"no index: {error}")

    yield

    client.close()


app = FastAPI(lifespan=lifespan)


@app.get("/pages")
def list_pages():
    return list(pages.find({}, {"_id": 0}))


@app.get("/people")
def list_people():
    with engine.connect() as connection:
        return connection.execute(text("SELECT name FROM people")).scalars().all()
