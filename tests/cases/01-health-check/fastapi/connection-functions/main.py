from fastapi import FastAPI

from db.postgres import take_connection

app = FastAPI()


@app.get("/count")
def count():
    connection = take_connection()
    return {"connected": connection is not None}
