import os

DATABASE_URL = os.environ["DEVELOPER_DATABASE_URL"]
