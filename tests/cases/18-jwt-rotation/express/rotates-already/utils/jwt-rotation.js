function withPreviousSecrets(verify) {
  return verify;
}

module.exports = { withPreviousSecrets };
