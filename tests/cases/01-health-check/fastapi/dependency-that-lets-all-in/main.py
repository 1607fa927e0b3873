import logging

from fastapi import Depends, FastAPI, Request


def note(request: Request):
    logging.info("%s %s", request.method, request.url.path)


app = FastAPI(dependencies=[Depends(note)])


@app.get("/tides")
def tides():
    return []
