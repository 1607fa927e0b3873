import os
import re

# Without a key the summary is made here
OPENAI_API_KEY = os.getenv("OPENAI_API_KEY")
OPENAI_MODEL = os.getenv("OPENAI_MODEL", "gpt-4o-mini")


def model_name():
    return OPENAI_MODEL if OPENAI_API_KEY else "first-sentences"


def summarise(text, sentences=2):
    """Keeps the first sentences; stands in for the call of a model."""
    parts = re.split(r"(?<=[.!?])\s+", text.strip())
    return " ".join(parts[:sentences])
