from dockerflow.fastapi import router as dockerflow_router
from fastapi import FastAPI

app = FastAPI()
app.include_router(dockerflow_router, prefix="/orders")


@app.get("/orders")
def orders():
    return []
