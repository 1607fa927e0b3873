module "vpc" {
  source = "../../modules/vpc"

  environment         = var.environment
  vpc_cidr            = var.vpc_cidr
  public_subnet_cidrs = var.public_subnet_cidrs
}

module "app" {
  source = "../../modules/ec2"

  name               = "shop-dev"
  ami_id             = var.ami_id
  instance_type      = var.instance_type
  subnet_id          = module.vpc.public_subnet_ids[0]
  security_group_ids = []
  user_data          = templatefile("${path.module}/start.sh.tftpl", { stage = "dev" })
}

module "labels" {
  source = "git::https://git.example.com/labels.git?ref=v1"

  stage = "dev"
}
