exports.options = { region: "eu-central-1" };
