module "vpc" {
  source = "../../modules/vpc"

  environment         = var.environment
  vpc_cidr            = var.vpc_cidr
  public_subnet_cidrs = var.public_subnet_cidrs
}

module "roles" {
  source = "../../modules/roles"

  name = "shop-dev"
}

module "app" {
  source = "../../modules/ec2"

  name               = "shop-dev"
  ami_id             = var.ami_id
  instance_type      = var.instance_type
  subnet_id          = module.vpc.public_subnet_ids[0]
  security_group_ids = []

  iam_instance_profile = module.roles.profile
}
