const express = require("express");
const { S3Client, PutObjectCommand } = require("@aws-sdk/client-s3");

const s3 = new S3Client({ region: process.env.AWS_REGION });
const app = express();
app.put("/files/:name", async (req, res) => {
  await s3.send(new PutObjectCommand({ Bucket: process.env.S3_BUCKET_NAME, Key: req.params.name, Body: req, ACL: "public-read" }));
  res.sendStatus(201);
});
app.listen(3000);
