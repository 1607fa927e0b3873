import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/tides")
def tides():
    return []


def serve():
    uvicorn.run("tides.server:app", host="0.0.0.0", port=8000)


if __name__ == "__main__":
    serve()
