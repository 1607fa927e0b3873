const express = require("express");
const { S3Client, PutObjectCommand } = require("@aws-sdk/client-s3");
const { Route53Client, ListHostedZonesCommand } = require("@aws-sdk/client-route-53");

const s3 = new S3Client({ region: process.env.AWS_REGION });
const dns = new Route53Client({ region: process.env.AWS_REGION });
const app = express();
app.put("/files/:name", async (req, res) => {
  await s3.send(new PutObjectCommand({ Bucket: process.env.S3_BUCKET_NAME, Key: req.params.name, Body: req }));
  res.json({ url: `https://${process.env.S3_BUCKET_NAME}.s3.amazonaws.com/${req.params.name}` });
});
app.get("/zones", async (req, res) => res.json(await dns.send(new ListHostedZonesCommand({}))));
app.listen(3000);
