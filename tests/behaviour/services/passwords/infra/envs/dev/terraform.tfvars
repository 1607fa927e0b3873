db_password = "not-a-secret-of-dev" # for now
region      = "eu-central-1"
