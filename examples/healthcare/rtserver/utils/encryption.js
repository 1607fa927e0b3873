const crypto = require("crypto");

const ALGORITHM = "aes-256-gcm";

// Gives "iv:tag:ciphertext", all in hex
const encrypt = (text) => {
  const key = Buffer.from(process.env.ENCRYPTION_KEY, "hex");
  const iv = crypto.randomBytes(12);

  const cipher = crypto.createCipheriv(ALGORITHM, key, iv);
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);

  return [iv, cipher.getAuthTag(), data]
    .map((part) => part.toString("hex"))
    .join(":");
};

const decrypt = (text) => {
  const key = Buffer.from(process.env.ENCRYPTION_KEY, "hex");
  const [iv, tag, data] = text
    .split(":")
    .map((part) => Buffer.from(part, "hex"));

  const decipher = crypto.createDecipheriv(ALGORITHM, key, iv);
  decipher.setAuthTag(tag);

  return Buffer.concat([decipher.update(data), decipher.final()]).toString(
    "utf8"
  );
};

module.exports = { encrypt, decrypt };
