from dotenv import load_dotenv
from fastapi import FastAPI

app = FastAPI()


@app.get("/things")
def things():
    return []

load_dotenv()
