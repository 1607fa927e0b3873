from fastapi import FastAPI
from rollbar.contrib.fastapi import add_to

app = FastAPI()
add_to(app)


@app.get("/")
def root():
    return {"up": True}
