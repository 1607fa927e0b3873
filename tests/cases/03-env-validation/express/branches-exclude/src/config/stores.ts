export const cache = {
  connectionString: process.env.REDIS_URL,
  host: process.env.REDIS_HOST,
  port: Number(process.env.REDIS_PORT) || 6379,
};

export const queue = {
  url: process.env.QUEUE_URL,
  host: process.env.QUEUE_HOST,
  user: process.env.QUEUE_USER,
};

export const storage = process.env.STORAGE || "s3";
