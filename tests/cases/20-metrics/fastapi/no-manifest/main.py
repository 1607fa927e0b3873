from fastapi import FastAPI

app = FastAPI()


@app.get("/beds/{bed}")
def beds(bed: int):
    return bed
