import os

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader
from sqlalchemy import create_engine

engine = create_engine(os.environ["DATABASE_URL"])
api_key = APIKeyHeader(name="X-API-Key", auto_error=False)


def require_key(key: str = Depends(api_key)):
    if key != os.environ["API_KEY"]:
        raise HTTPException(status_code=401, detail="no key")


app = FastAPI(dependencies=[Depends(require_key)])


@app.get("/tides")
def tides():
    with engine.connect() as connection:
        return connection.exec_driver_sql("select 1").scalar()
