vpc_cidr = "10.1.0.0/16"
public_subnet_cidrs = [
  "10.1.1.0/24"
