from fastapi import FastAPI

from gate.middleware import add_middleware


def create_app() -> FastAPI:
    app = FastAPI()

    @app.get("/doors")
    def doors():
        return []

    add_middleware(app)
    return app


app = create_app()
