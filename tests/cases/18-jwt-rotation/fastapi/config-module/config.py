from os import environ

DATABASE_URL = environ["DATABASE_URL"]
ACCESS_SECRET = environ["ACCESS_SECRET"]
REFRESH_SECRET = environ["REFRESH_SECRET"]
