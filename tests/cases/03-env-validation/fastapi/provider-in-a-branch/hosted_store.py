import os

from supabase import create_client


class HostedStore:
    def items(self):
        client = create_client(os.getenv("HOSTED_URL"), os.getenv("HOSTED_KEY"))
        return client.table("items").select("*").execute().data
