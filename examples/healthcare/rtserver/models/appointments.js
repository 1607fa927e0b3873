module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    "appointments",
    {
      patient_id: { type: DataTypes.INTEGER, allowNull: false },
      starts_at: { type: DataTypes.DATE, allowNull: false },
      ward: { type: DataTypes.STRING, allowNull: false },
      state: {
        type: DataTypes.STRING,
        allowNull: false,
        defaultValue: "booked",
      },
    },
    { tableName: "appointments", underscored: true }
  );
