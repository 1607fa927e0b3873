module.exports = {
  up: (queryInterface, Sequelize) =>
    queryInterface.createTable("appointments", {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      patient_id: {
        type: Sequelize.INTEGER,
        allowNull: false,
        references: { model: "patients", key: "id" },
        onDelete: "CASCADE",
      },
      starts_at: { type: Sequelize.DATE, allowNull: false },
      ward: { type: Sequelize.STRING, allowNull: false },
      state: {
        type: Sequelize.STRING,
        allowNull: false,
        defaultValue: "booked",
      },
      created_at: { type: Sequelize.DATE, allowNull: false },
      updated_at: { type: Sequelize.DATE, allowNull: false },
    }),

  down: (queryInterface) => queryInterface.dropTable("appointments"),
};
