import { Sequelize } from "sequelize";

export class Database {
  static sequelize: Sequelize;

  static async connect(): Promise<void> {
    Database.sequelize = new Sequelize(process.env.DATABASE_URL ?? "");
    await Database.sequelize.authenticate();
  }
}
