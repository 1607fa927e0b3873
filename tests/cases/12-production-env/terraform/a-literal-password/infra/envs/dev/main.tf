module "vpc" {
  source = "../../modules/vpc"

  environment         = var.environment
  vpc_cidr            = var.vpc_cidr
  public_subnet_cidrs = var.public_subnet_cidrs
}

module "rds" {
  source = "../../modules/rds"

  environment = var.environment
  subnet_ids  = module.vpc.public_subnet_ids
  db_password = "kept-in-the-open"
}

resource "aws_route53_record" "site" {
  zone_id = "Z1"
  name    = "dev.shop.example.com"
  type    = "A"
  ttl     = 300
  records = ["203.0.113.1"]
}
