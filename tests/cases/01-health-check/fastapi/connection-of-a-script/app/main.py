from fastapi import FastAPI

from app.database import engine
from scripts.seed_harbours import seed

app = FastAPI()


@app.get("/tides")
def tides():
    with engine.connect() as connection:
        return connection.exec_driver_sql("select 1").scalar()


@app.post("/admin/seed", status_code=204)
def fill():
    seed()
