module "vpc" {
  source = "../../modules/vpc"

  environment         = "shop"
  vpc_cidr            = var.vpc_cidr
  public_subnet_cidrs = var.public_subnet_cidrs
}
