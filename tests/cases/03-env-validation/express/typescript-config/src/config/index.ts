import dotenv from "dotenv";

dotenv.config();

export default {
  port: Number(process.env.PORT) || 3000,
  databaseUrl: process.env.DATABASE_URL || process.env.POSTGRES_URL,
  sessionSecret: process.env.SESSION_SECRET as string,
  mail: { apiKey: process.env.MAILGUN_API_KEY, from: process.env["MAIL_FROM"]! },
  cache: process.env.NODE_ENV === "production" ? process.env.CACHE_URL : process.env.DEV_CACHE_URL,
};
