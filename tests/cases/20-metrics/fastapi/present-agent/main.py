from fastapi import FastAPI

app = FastAPI()


@app.get("/beds")
def beds():
    return []
