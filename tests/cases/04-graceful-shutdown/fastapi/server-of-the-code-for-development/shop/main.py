from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
def orders():
    return []


if __name__ == "__main__":
    import uvicorn

    uvicorn.run("shop.main:app", reload=True)
