const express = require("express");
const { S3Client } = require("@aws-sdk/client-s3");
const { SESClient } = require("@aws-sdk/client-ses");

const accessKeyId = process.env.S3_ACCESS_KEY_ID;
const secretAccessKey = process.env.S3_SECRET_ACCESS_KEY;
const region = process.env.AWS_REGION;

// credentials of the bucket
const s3 = new S3Client({ region, credentials: { accessKeyId, secretAccessKey } });
const ses = new SESClient({
  region,
  // access keys from the environment
  credentials: {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY
  }
});

const app = express();
app.listen(process.env.PORT || 3000);
