// It is only read: no test runs it.
const express = require("express");
const jwt = require("jsonwebtoken");
const { BedrockRuntimeClient } = require("@aws-sdk/client-bedrock-runtime");
const { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
const { LambdaClient } = require("@aws-sdk/client-lambda");
const { Route53Client } = require("@aws-sdk/client-route-53");
const { S3Client } = require("@aws-sdk/client-s3");
const { SESClient } = require("@aws-sdk/client-ses");
const { SNSClient } = require("@aws-sdk/client-sns");
const { SQSClient } = require("@aws-sdk/client-sqs");

const clients = [
  new BedrockRuntimeClient(),
  new DynamoDBClient(),
  new LambdaClient(),
  new Route53Client(),
  new S3Client(),
  new SESClient(),
  new SNSClient(),
  new SQSClient(),
];

const app = express();
app.get("/token", (req, res) => res.json(jwt.sign({ clients: clients.length }, process.env.JWT_SECRET)));
app.listen(3000);
