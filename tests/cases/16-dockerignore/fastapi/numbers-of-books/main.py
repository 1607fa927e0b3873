import json
from pathlib import Path

from fastapi import FastAPI

DATA = Path("data")
DATA.mkdir(exist_ok=True)

app = FastAPI()
BOOKS = {path.stem: json.loads(path.read_text()) for path in DATA.glob("*.json")}


@app.put("/books/{isbn}")
def put(isbn: str, book: dict):
    (DATA / f"{isbn}.json").write_text(json.dumps(book))
    return book
