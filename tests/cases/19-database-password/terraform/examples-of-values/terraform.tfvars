db_password = ""
region      = "eu-central-1"
