import os
import sys

from fastapi import FastAPI

REQUIRED = ["DATABASE_URL", "SIGNING_KEY"]


def validate_environment():
    missing = []
    for name in REQUIRED:
        if not os.getenv(name):
            missing.append(name)
    if missing:
        print("missing:", ", ".join(missing))
        sys.exit(1)


validate_environment()
app = FastAPI()


@app.get("/")
def root():
    return {"database": os.environ["DATABASE_URL"], "key": os.environ["SIGNING_KEY"]}
