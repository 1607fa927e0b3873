import os

AUDIT_KEY = os.getenv("AUDIT_KEY").upper()


def audit(kind):
    print(AUDIT_KEY[:0], kind)
