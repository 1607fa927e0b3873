from fastapi import FastAPI

app = FastAPI(title="tides")


@app.get("/tides/{harbour}")
def tide(harbour: str):
    return {"harbour": harbour, "height": 2.4}
