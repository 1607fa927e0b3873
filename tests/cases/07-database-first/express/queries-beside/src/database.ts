import { Sequelize } from "sequelize-typescript";
import Session from "./models/Session";

const sequelize = new Sequelize(process.env.DATABASE_URL);
sequelize.addModels([Session]);

export default sequelize;
