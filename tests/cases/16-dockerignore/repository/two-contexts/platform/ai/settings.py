import os

from dotenv import load_dotenv

load_dotenv()

TITLE = os.getenv("TITLE", "ai")
