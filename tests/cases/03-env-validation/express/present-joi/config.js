const Joi = require("joi");
require("dotenv").config();

const schema = Joi.object({ SITE_URL: Joi.string().required() }).unknown();
const { value, error } = schema.prefs({ errors: { label: "key" } }).validate(process.env);
if (error) {
  throw new Error(`Config: ${error.message}`);
}

module.exports = { site: value.SITE_URL };
