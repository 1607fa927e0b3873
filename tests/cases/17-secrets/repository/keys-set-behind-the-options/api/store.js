const { S3Client } = require('@aws-sdk/client-s3')
const credentials = { accessKeyId: process.env.AWS_KEY, secretAccessKey: process.env.AWS_SECRET }
const config = { region: 'eu-central-1' }
config.credentials = credentials

module.exports = new S3Client(config)
