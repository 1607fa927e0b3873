from fastapi import FastAPI

app = FastAPI()


@app.get("/fitness")
def health_endpoint():
    return {"pulse": 60}
