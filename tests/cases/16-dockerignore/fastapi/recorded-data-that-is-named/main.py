import os
import time

import joblib
from fastapi import FastAPI

os.makedirs("models", exist_ok=True)

app = FastAPI()
model = joblib.load("models/churn_1695388401.pkl")


@app.post("/train")
def train():
    joblib.dump(model, f"models/churn_{int(time.time())}.pkl")
    return {}
