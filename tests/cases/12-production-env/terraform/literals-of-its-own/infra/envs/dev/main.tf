provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = { Stage = "DEV", Owner = "team-dev" }
  }
}

module "vpc" {
  source = "../../modules/vpc"

  environment          = "dev"
  vpc_cidr             = "10.0.0.0/16"
  public_subnet_cidrs  = ["10.0.1.0/24"]
  private_subnet_cidrs = ["10.0.11.0/24", "10.0.12.0/24"]
}

module "firewall" {
  source = "../../modules/firewall"

  name   = "shop-dev"
  vpc_id = module.vpc.vpc_id
}

module "app" {
  source = "../../modules/ec2"

  name               = "shop-dev"
  ami_id             = "ami-0abc"
  instance_type      = "t3.small"
  subnet_id          = module.vpc.public_subnet_ids[0]
  security_group_ids = []
}

module "rds" {
  source = "../../modules/rds"

  environment = "dev"
  subnet_ids  = module.vpc.public_subnet_ids
  db_password = var.db_password
}
