// Stands in for the metadata service of a machine with a role, which wants a session, and for S3, where buckets belong to the
// key that signs: node metadata.mjs PORT
import { createServer } from "node:http";

const ROLE = "/latest/meta-data/iam/security-credentials/";

const answer = ({ method, url, headers }) => {
  if (url.startsWith("/?x-id=ListBuckets")) {
    const [, key] = headers.authorization.match(/Credential=([^/]+)/);
    return [
      200,
      `<ListAllMyBucketsResult><Owner><ID>${key}</ID></Owner><Buckets/></ListAllMyBucketsResult>`,
    ];
  }
  if (method === "PUT" && url === "/latest/api/token") {
    return [200, "session"];
  }
  if (headers["x-aws-ec2-metadata-token"] !== "session") {
    return [401, ""];
  }
  switch (url) {
    case ROLE:
      return [200, "clinic-app"];
    case `${ROLE}clinic-app`:
      return [
        200,
        JSON.stringify({
          Code: "Success",
          Type: "AWS-HMAC",
          AccessKeyId: "KEY-OF-THE-ROLE",
          SecretAccessKey: "secret-of-the-role",
          Token: "token-of-the-role",
          LastUpdated: new Date().toISOString(),
          Expiration: new Date(Date.now() + 3_600_000).toISOString(),
        }),
      ];
    default:
      return [404, ""];
  }
};

createServer((request, response) => {
  const [status, text] = answer(request);
  console.log(`${status} ${request.method} ${request.url}`);
  response.writeHead(status).end(text);
}).listen(Number(process.argv[2]), "127.0.0.1");
