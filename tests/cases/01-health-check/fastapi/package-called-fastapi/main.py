from fastapi import FastAPI

from core.fastapi.ids import request_id

app = FastAPI()


@app.get("/id")
def new_id():
    return {"id": request_id()}
