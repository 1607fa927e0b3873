import { Options, Sequelize } from "sequelize";
import Config from "../config/config.json";

const options = Config.production as Options;

export const sequelize = new Sequelize(options);
