"""The API of the library."""
import os
from pathlib import Path

from dotenv import load_dotenv
from fastapi import FastAPI

load_dotenv(Path(__file__).parent / "library.env")

from library.books import router  # noqa: E402

app = FastAPI(title=os.getenv("TITLE", "Library"))
app.include_router(router)
