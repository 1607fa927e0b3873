import os

import boto3
from fastapi import FastAPI

app = FastAPI()
s3 = boto3.client(
    "s3",
    aws_access_key_id=os.getenv("AWS_ACCESS_KEY_ID"),
    aws_secret_access_key=os.getenv("AWS_SECRET_ACCESS_KEY"),
    region_name="eu-central-1",
)
session = boto3.Session(aws_access_key_id=os.environ["MAIL_KEY_ID"], aws_secret_access_key=os.environ["MAIL_SECRET_KEY"])
mail = session.client("ses")
