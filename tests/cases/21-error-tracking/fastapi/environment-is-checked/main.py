from fastapi import FastAPI

from utils import check_env  # noqa: F401  # isort: skip

app = FastAPI()


@app.get("/")
def root():
    return {"up": True}
