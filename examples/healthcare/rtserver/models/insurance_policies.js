module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    "insurance_policies",
    {
      patient_id: { type: DataTypes.INTEGER, allowNull: false },
      insurer: { type: DataTypes.STRING, allowNull: false },
      policy_number: { type: DataTypes.TEXT, allowNull: false }, // encrypted
    },
    { tableName: "insurance_policies", underscored: true }
  );
