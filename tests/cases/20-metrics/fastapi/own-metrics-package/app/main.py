from fastapi import FastAPI

from app.utils.metrics import litres

app = FastAPI()


@app.get("/wells/{well}")
def well(well: int):
    return {"litres": litres(well)}
