const OpenAI = require('openai');
const { Resend } = require('resend');

const assistant = new OpenAI({ apiKey: process.env.OPENAI_API_KEY, organization: process.env.OPENAI_ORGANIZATION });
const mails = new Resend(process.env.RESEND_API_KEY);

module.exports = { assistant, mails };
