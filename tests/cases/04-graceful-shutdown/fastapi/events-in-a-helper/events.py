from fastapi import FastAPI


def register_events(app: FastAPI) -> None:
    @app.on_event("startup")
    def start():
        print("starting")

    @app.on_event("shutdown")
    def stop():
        print("stopping")
