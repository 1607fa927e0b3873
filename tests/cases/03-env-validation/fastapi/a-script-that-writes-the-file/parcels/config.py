import os


class Config:
    DATABASE_URL = os.getenv("DATABASE_URL")
    TRACKING_URL = os.environ.get("TRACKING_URL")
    TIMEOUT = float(os.getenv("TIMEOUT", "3"))
    UNUSED = os.getenv("UNUSED")


config = Config()
