const express = require("express");
const { S3Client } = require("@aws-sdk/client-s3");
const { options } = require("./config");

const files = new S3Client(options);

const app = express();
app.listen(process.env.PORT || 3000);
