from fastapi import FastAPI


def warm_up(app: FastAPI):
    def start():
        app.state.title = app.title.upper()

    return start
