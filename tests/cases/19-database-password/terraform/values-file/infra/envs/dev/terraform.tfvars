# The smallest there is
instance_class = "db.t3.micro"
db_password    = "not-a-secret-1"
db             = "orders"
