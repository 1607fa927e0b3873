import { S3Client } from "@aws-sdk/client-s3";
import { storage } from "../config";

export function files() {
  switch (storage) {
    case "s3":
      return new S3Client({ region: process.env.S3_REGION });
    case "minio":
    case "ceph":
      return new S3Client({ endpoint: process.env.S3_ENDPOINT });
    default:
      throw new Error(`no storage is called ${storage}`);
  }
}
