const config = require('./config');

exports.startMail = () => {
  if (!config.mail) {
    return;
  }
  console.log('mail by', new URL(process.env.LETTER_URL).host);
};
