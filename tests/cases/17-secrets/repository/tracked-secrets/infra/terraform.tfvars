region      = "eu-central-1"
db_password = "p4r1s-9x"
