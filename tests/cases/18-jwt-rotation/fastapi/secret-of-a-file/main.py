import jwt
import yaml
from fastapi import FastAPI, Header

with open("config.yml") as file:
    config = yaml.safe_load(file)

app = FastAPI()


@app.get("/me")
def me(authorization: str = Header()):
    return jwt.decode(authorization, config["jwt"]["secret"], algorithms=["HS256"])
