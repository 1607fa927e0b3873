from fastapi import FastAPI

from app.utils.health import bmi

app = FastAPI()


@app.get("/patients/{height}/{weight}")
def patient(height: float, weight: float):
    return {"bmi": bmi(height, weight)}
