const express = require("express");
const AWS = require("aws-sdk");

AWS.config.update({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  region: "eu-central-1",
});
const s3 = new AWS.S3();
const queue = new AWS.SQS({ apiVersion: "2012-11-05", accessKeyId: process.env.QUEUE_KEY_ID, secretAccessKey: process.env.QUEUE_SECRET_KEY });

const app = express();
app.listen(process.env.PORT || 3000);
