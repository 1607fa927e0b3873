aws_region  = "eu-central-1"
environment = "dev"

vpc_cidr            = "10.0.0.0/16"
public_subnet_cidrs = ["10.0.1.0/24", "10.0.2.0/24"]
availability_zones  = ["eu-central-1a", "eu-central-1b"]

# The office
ssh_allowed_ips = ["203.0.113.10/32"]

ami_id        = "ami-00000000000000000"
instance_type = "t3.small"
key_name      = "clinic-dev"

db_instance_class = "db.t3.micro"
db_name           = "healthcare"
db_username       = "clinic"
db_password       = "dev-only-not-a-secret"
