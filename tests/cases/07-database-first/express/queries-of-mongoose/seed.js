const Role = require("./models/role");

exports.seedRoles = async () => {
  if ((await Role.estimatedDocumentCount()) === 0) {
    await new Role({ name: "nurse" }).save();
  }
};
