import os


class Settings:
    cache_enabled = os.getenv("CACHE_ENABLED", "") == "1"
    archive_url = os.getenv("ARCHIVE_URL", "")


settings = Settings()
