import os


class Config:
    USE_DOCKER: bool = os.getenv("USE_DOCKER", "0") == "1"

    def __init__(self):
        if self.USE_DOCKER:
            self.DATABASE_URL = os.getenv("DOCKER_URL")
        else:
            self.DATABASE_URL = os.getenv("PLAIN_URL")
        if not self.DATABASE_URL:
            raise ValueError("no database")


def bucket():
    if os.getenv("BUCKET_REGION", "eu") == "eu":
        return os.getenv("BUCKET_EU")
    return os.getenv("BUCKET_US")


QUEUE = os.getenv("QUEUE_URL") if os.getenv("USE_QUEUE") else "memory://"

if not bucket():
    raise ValueError("no bucket")
if not QUEUE:
    raise ValueError("no queue")

config = Config()
