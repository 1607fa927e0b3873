from importlib import import_module
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()
for path in sorted((Path(__file__).parent / "routes").glob("*.py")):
    import_module(f"app.routes.{path.stem}").setup(app)
