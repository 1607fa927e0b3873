const express = require("express");
const jwt = require("jsonwebtoken");
const { SESv2Client } = require("@aws-sdk/client-sesv2");
const { Route53Client } = require("@aws-sdk/client-route-53");
const { TextractClient } = require("@aws-sdk/client-textract");
const AWS = require("aws-sdk");

const mail = new SESv2Client({});
const zones = new Route53Client({});
const scans = new TextractClient({});
const queue = new AWS.SQS();
const topic = new AWS.SNS();

const app = express();
app.get("/token", (req, res) => res.json(jwt.sign({}, process.env.JWT_SECRET)));
app.listen(3000);
