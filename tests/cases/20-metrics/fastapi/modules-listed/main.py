from fastapi import FastAPI

from prices import price_of

app = FastAPI()


@app.get("/prices/{symbol}")
def price(symbol: str):
    return {"price": price_of(symbol)}
