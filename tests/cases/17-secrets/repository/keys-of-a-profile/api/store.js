const { S3Client } = require('@aws-sdk/client-s3')
const { fromEnv, fromIni } = require('@aws-sdk/credential-providers')

module.exports = new S3Client({ region: 'eu-central-1', credentials: fromIni({ profile: 'clinic' }) })
