import os

import asyncpg
from fastapi import FastAPI


def create_app() -> FastAPI:
    app = FastAPI()

    @app.on_event("startup")
    async def connect():
        app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"])

    @app.on_event("shutdown")
    def say_goodbye():
        print("Good night")

    @app.get("/notes")
    async def notes():
        return await app.state.pool.fetch("SELECT text FROM notes")

    return app


app = create_app()
