import os

SIGNING_KEY = os.getenv("SIGNING_KEY")
