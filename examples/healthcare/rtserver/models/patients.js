module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    "patients",
    {
      full_name: { type: DataTypes.STRING, allowNull: false },
      date_of_birth: { type: DataTypes.DATEONLY, allowNull: false },
      national_id: { type: DataTypes.STRING },
      phone: { type: DataTypes.STRING },
      diagnosis: { type: DataTypes.STRING },
      notes: { type: DataTypes.TEXT },
    },
    { tableName: "patients", underscored: true }
  );
