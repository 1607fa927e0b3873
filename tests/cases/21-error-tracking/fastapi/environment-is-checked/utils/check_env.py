# every module of ours needs these
import os

if not os.getenv("SHOP"):
    raise SystemExit("SHOP is missing")
