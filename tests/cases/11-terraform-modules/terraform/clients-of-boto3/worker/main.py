import boto3
from fastapi import FastAPI

app = FastAPI()
table = boto3.resource("dynamodb").Table("orders")
models = boto3.client("bedrock-runtime")
minio = boto3.client("s3", endpoint_url="http://minio:9000")


@app.get("/orders/{number}")
def order(number: str):
    return table.get_item(Key={"number": number})
