// Prints the mail; the provider's client goes here
const sendMail = async (to, subject, text) => {
  console.log("[mail]", { from: process.env.EMAIL_FROM, to, subject }, text);
};

module.exports = sendMail;
