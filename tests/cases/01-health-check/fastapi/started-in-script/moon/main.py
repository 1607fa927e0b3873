from fastapi import FastAPI

app = FastAPI(title="moon")


@app.get("/moon/{night}")
def moon(night: str):
    return {"night": night, "height": 2.4}
