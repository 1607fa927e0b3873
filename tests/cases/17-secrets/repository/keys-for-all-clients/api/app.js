const express = require("express");
const AWS = require("aws-sdk");

AWS.config.update({ accessKeyId: process.env.KEY_ID, secretAccessKey: process.env.SECRET_KEY });
const files = new AWS.S3({ endpoint: process.env.MINIO });
const mail = new AWS.SES();

const app = express();
app.listen(process.env.PORT || 3000);
