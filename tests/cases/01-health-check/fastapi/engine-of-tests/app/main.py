from fastapi import FastAPI

from app.database import SessionLocal

app = FastAPI()


@app.get("/tides")
def tides():
    with SessionLocal() as session:
        return session.connection().exec_driver_sql("select 1").scalar()
