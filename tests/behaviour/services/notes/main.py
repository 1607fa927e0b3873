from database import cache, pool
from fastapi import FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()

app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_credentials=True,
    allow_methods=["*"],
)


@app.get("/hello")
def hello():
    return {"message": "Hello"}


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


@app.get("/broken")
def broken():
    raise RuntimeError("this note is torn")


@app.get("/refused")
def refused():
    raise HTTPException(500, "this note is torn")
