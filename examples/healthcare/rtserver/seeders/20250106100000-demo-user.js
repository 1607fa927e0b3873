const bcrypt = require("bcryptjs");

// The one account of a fresh development database
module.exports = {
  up: async (queryInterface) =>
    queryInterface.bulkInsert("users", [
      {
        email: "admin@example.com",
        password_hash: await bcrypt.hash("demo-password", 10),
        full_name: "Demo Admin",
        role: "admin",
        created_at: new Date(),
        updated_at: new Date(),
      },
    ]),

  down: (queryInterface) =>
    queryInterface.bulkDelete("users", { email: "admin@example.com" }),
};
