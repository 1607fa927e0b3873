import { PrismaClient } from "@prisma/client";
import mongoose from "mongoose";

export const prisma = new PrismaClient();

/** Either of two databases, by DB_TYPE. */
export class Database {
  static async connect(): Promise<void> {
    if (process.env.DB_TYPE === "mongodb") {
      await this.connectMongo();
    } else {
      await this.connectPostgres();
    }
  }

  private static async connectMongo(): Promise<void> {
    await mongoose.connect(process.env.MONGODB_URL ?? "");
  }

  private static async connectPostgres(): Promise<void> {
    try {
      await prisma.$connect();
    } catch (error) {
      console.error("no PostgreSQL", error);
      throw error;
    }
  }
}
