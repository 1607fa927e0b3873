from fastapi import FastAPI

from telemetry.setup import observe

app = FastAPI()
observe(app)


@app.get("/")
def root():
    return {"up": True}
