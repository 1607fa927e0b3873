import os

HOSTS = os.environ.get("HOSTS", "api.example.com").split(",")
PAGES = ["https://tides.example.com"]
