const Joi = require('joi');

const schema = Joi.object({ JWT_SECRET: Joi.string().required(), PORT: Joi.number().default(3000) }).unknown();

const { value: envVars, error } = schema.validate(process.env);
if (error) {
  throw error;
}

module.exports = {
  port: envVars.PORT,
  jwt: {
    secret: envVars.JWT_SECRET,
    expiresIn: '1h',
  },
};
