import os


class LocalStore:
    def read(self):
        return []


class CloudStore:
    def __init__(self):
        self.key = os.environ["CLOUD_KEY"]
        self.url = os.environ["CLOUD_URL"]

    def read(self):
        return [self.url]


def make_store(kind):
    if kind == "cloud":
        return CloudStore()
    return LocalStore()
