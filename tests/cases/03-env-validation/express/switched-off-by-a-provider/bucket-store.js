const { S3Client } = require('@aws-sdk/client-s3');

class BucketStore {
  constructor() {
    this.client = new S3Client({ region: process.env.BUCKET_REGION });
  }

  get(key) {
    return this.client.config && key;
  }
}

module.exports = { BucketStore };
