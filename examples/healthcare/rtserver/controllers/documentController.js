const {
  S3Client,
  PutObjectCommand,
  ListObjectsV2Command,
} = require("@aws-sdk/client-s3");

const s3 = new S3Client({
  region: process.env.AWS_REGION,
  credentials: {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  },
});

const uploadDocument = async (req, res) => {
  const { patient_id, file_name, content } = req.body || {};
  if (!patient_id || !file_name || !content) {
    return res
      .status(400)
      .json({ message: "Patient, name and content are required" });
  }

  const key = `patients/${patient_id}/${Date.now()}-${file_name}`;
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: process.env.S3_BUCKET_NAME,
        Key: key,
        Body: Buffer.from(content, "base64"),
      })
    );
    res.status(201).json({ key });
  } catch (error) {
    console.error("Upload failed:", key, error);
    res.status(502).json({ message: "The document was not stored" });
  }
};

const listDocuments = async (req, res) => {
  try {
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({
        Bucket: process.env.S3_BUCKET_NAME,
        Prefix: `patients/${req.params.patientId}/`,
      })
    );
    res.json(Contents.map(({ Key, Size }) => ({ key: Key, size: Size })));
  } catch (error) {
    console.error("Listing documents failed:", error);
    res.status(502).json({ message: "The documents cannot be listed" });
  }
};

module.exports = { uploadDocument, listDocuments };
