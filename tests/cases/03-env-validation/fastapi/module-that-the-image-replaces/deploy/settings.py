from pathlib import Path

DATABASE_URL = Path("/run/secrets/database-url").read_text().strip()
