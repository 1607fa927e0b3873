from fastapi import FastAPI

from lib.instrument import strings

app = FastAPI()


@app.get("/")
def root():
    return {"strings": strings}
