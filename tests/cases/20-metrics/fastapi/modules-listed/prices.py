def price_of(symbol: str) -> float:
    return float(len(symbol))
