from fastapi import FastAPI

from DB.documents import client

app = FastAPI()


@app.get("/pages")
def pages():
    return list(client["notes"]["pages"].find({}, {"_id": 0}))
