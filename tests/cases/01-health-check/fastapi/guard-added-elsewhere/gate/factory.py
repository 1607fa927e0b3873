from fastapi import FastAPI


def create_app() -> FastAPI:
    app = FastAPI()

    @app.get("/doors")
    def doors():
        return []

    return app
