from database import cache, pool
from fastapi import FastAPI

app = FastAPI()


@app.on_event("startup")
def open_notes():
    print("The notes are open")


@app.get("/notes")
def notes(seconds: float = 0):
    connection = pool.getconn()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", (seconds,))
        connection.commit()
    finally:
        pool.putconn(connection)
    return {"read": cache.incr("read")}
