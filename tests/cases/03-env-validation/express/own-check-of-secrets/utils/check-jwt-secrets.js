if (!process.env.VAULT_KEY) {
  console.error("VAULT_KEY is missing");
  process.exit(1);
}
