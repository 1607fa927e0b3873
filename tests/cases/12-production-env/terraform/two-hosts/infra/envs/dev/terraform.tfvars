vpc_cidr            = "10.1.0.0/16"
public_subnet_cidrs = ["10.1.1.0/24", "10.1.2.0/24"]
ami_id              = "ami-1"
instance_type       = "t3.small"
