import os

ENVIRONMENT = os.getenv("ENVIRONMENT", "development")

if ENVIRONMENT == "production":
    DATABASE_URL = os.getenv("DATABASE_URL")
else:
    DATABASE_URL = "sqlite:///dev.db"
if not DATABASE_URL:
    raise ValueError("no database")

# the form that SQLAlchemy takes
REPLICA_URL = None
REPLICA_URL = os.getenv("REPLICA_URL")
if not REPLICA_URL:
    raise ValueError("no replica")
REPLICA_URL = REPLICA_URL.replace("postgres://", "postgresql://")

if os.getenv("SHORT"):
    TOKEN = os.getenv("TOKEN")
else:
    TOKEN = "Bearer " + os.getenv("TOKEN", "")
if not TOKEN:
    raise ValueError("no token")
