from fastapi import FastAPI

app = FastAPI()


@app.get("/moons")
def moons():
    return []
