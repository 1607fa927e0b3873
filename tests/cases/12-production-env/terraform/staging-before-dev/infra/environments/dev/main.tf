module "vpc" {
  source = "../../modules/vpc"

  environment         = var.environment
  vpc_cidr            = var.vpc_cidr
  public_subnet_cidrs = var.public_subnet_cidrs
}

module "rds" {
  source = "../../modules/rds"

  environment         = var.environment
  subnet_ids          = module.vpc.public_subnet_ids
  db_password         = var.db_password
  skip_final_snapshot = true
}
