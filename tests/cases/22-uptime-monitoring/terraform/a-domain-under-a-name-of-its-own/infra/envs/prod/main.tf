provider "aws" {
  region = var.aws_region
}

module "alb" {
  source = "../../modules/alb"

  environment = var.environment
  subnet_ids  = var.subnet_ids
}
