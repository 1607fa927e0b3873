const fs = require("fs");
const path = require("path");
const Sequelize = require("sequelize");

const env = process.env.NODE_ENV || "production";
const config = require(__dirname + "/../config/config.js")[env];

const db = {};

const sequelize = new Sequelize(
  config.database,
  config.username,
  config.password,
  config
);

fs.readdirSync(__dirname)
  .filter((file) => file.endsWith(".js") && file !== path.basename(__filename))
  .forEach((file) => {
    const model = require(path.join(__dirname, file))(
      sequelize,
      Sequelize.DataTypes
    );
    db[model.name] = model;
  });

db.patients.hasMany(db.appointments, { foreignKey: "patient_id" });
db.appointments.belongsTo(db.patients, { foreignKey: "patient_id" });

db.patients.hasMany(db.insurance_policies, { foreignKey: "patient_id" });
db.insurance_policies.belongsTo(db.patients, { foreignKey: "patient_id" });

db.sequelize = sequelize;
db.Sequelize = Sequelize;

module.exports = db;
